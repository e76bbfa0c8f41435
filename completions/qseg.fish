# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_qseg_global_optspecs
    string join \n q/quiet v/verbose color= no-input profile= region= h/help V/version
end

function __fish_qseg_needs_command
    # Figure out if the current invocation already has a command.
    set -l cmd (commandline -opc)
    set -e cmd[1]
    argparse -s (__fish_qseg_global_optspecs) -- $cmd 2>/dev/null
    or return
    if set -q argv[1]
        # Also print the command, so this can be used to figure out what it is.
        echo $argv[1]
        return 1
    end
    return 0
end

function __fish_qseg_using_subcommand
    set -l cmd (__fish_qseg_needs_command)
    test -z "$cmd"
    and return 1
    contains -- $cmd[1] $argv
end

complete -c qseg -n "__fish_qseg_needs_command" -l color -d 'When to colour output' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c qseg -n "__fish_qseg_needs_command" -l profile -d 'The profile: one workspace and its token [default: default]' -r
complete -c qseg -n "__fish_qseg_needs_command" -l region -d 'Segment\'s region of the workspace: us or eu' -r -f -a "us\t''
eu\t''"
complete -c qseg -n "__fish_qseg_needs_command" -s q -l quiet -d 'Say nothing but data and errors'
complete -c qseg -n "__fish_qseg_needs_command" -s v -l verbose -d 'Show notes as well'
complete -c qseg -n "__fish_qseg_needs_command" -l no-input -d 'Never ask anything'
complete -c qseg -n "__fish_qseg_needs_command" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c qseg -n "__fish_qseg_needs_command" -s V -l version -d 'Print version'
complete -c qseg -n "__fish_qseg_needs_command" -f -a "send" -d 'Build the events of survey responses, judge them as Segment would, and deliver each once'
complete -c qseg -n "__fish_qseg_needs_command" -f -a "inspect" -d 'Say what is in an export: its generation, fields, statuses, dates, and how to export it better'
complete -c qseg -n "__fish_qseg_needs_command" -f -a "fixture" -d 'Make a small export of nobody: the headers, layout, choices and oddities of a real one, invented answers'
complete -c qseg -n "__fish_qseg_needs_command" -f -a "mapping" -d 'Begin, check and test mapping files, and help to write them'
complete -c qseg -n "__fish_qseg_needs_command" -f -a "login" -d 'Keep a workspace token, once it is checked'
complete -c qseg -n "__fish_qseg_needs_command" -f -a "logout" -d 'Forget the token of a workspace'
complete -c qseg -n "__fish_qseg_needs_command" -f -a "whoami" -d 'Show the workspace and the token, and whether it has Source Admin'
complete -c qseg -n "__fish_qseg_needs_command" -f -a "source" -d 'Create, list and show the sources that Qualtrics sends to'
complete -c qseg -n "__fish_qseg_needs_command" -f -a "doctor" -d 'Find what is wrong between here and Segment'
complete -c qseg -n "__fish_qseg_needs_command" -f -a "verify" -d 'Ask Segment whether it has what was sent: an answer of 200 is not arrival'
complete -c qseg -n "__fish_qseg_needs_command" -f -a "sandbox" -d 'Run a local Segment, to try things out and to test against'
complete -c qseg -n "__fish_qseg_needs_command" -f -a "runs" -d 'List the deliveries: when, by which mapping, to which source, and what came of them'
complete -c qseg -n "__fish_qseg_needs_command" -f -a "ledger" -d 'Look into the ledger: what was delivered, and what has vanished since; or rebuild it'
complete -c qseg -n "__fish_qseg_needs_command" -f -a "completions" -d 'Print the script that makes a shell complete qseg\'s commands and options'
complete -c qseg -n "__fish_qseg_needs_command" -f -a "man" -d 'Print a manual page, of qseg or of one of its commands'
complete -c qseg -n "__fish_qseg_needs_command" -f -a "help" -d 'Explain a command, or a topic: environment, examples, exit-codes, mapping, pipes'
complete -c qseg -n "__fish_qseg_using_subcommand send" -s m -l mapping -d 'The mapping file [default: qseg.yaml, qseg.yml or qseg.json here, else beside the first INPUT, else inferred]' -r -F
complete -c qseg -n "__fish_qseg_using_subcommand send" -s e -l env -d 'Which of the mapping\'s sources message ids are made for' -r
complete -c qseg -n "__fish_qseg_using_subcommand send" -l task -d 'Only this task of the mapping' -r
complete -c qseg -n "__fish_qseg_using_subcommand send" -l response -d 'Only this response' -r
complete -c qseg -n "__fish_qseg_using_subcommand send" -l limit -d 'Stop after this many responses that count' -r
complete -c qseg -n "__fish_qseg_using_subcommand send" -l include -d 'Kinds of responses to let through: partial, preview, test, imported, spam, synthetic, unknown, all' -r
complete -c qseg -n "__fish_qseg_using_subcommand send" -l recorded-after -d 'Only responses recorded at or after this moment (2026-03-01, 2026-03-01T09:00:00Z)' -r
complete -c qseg -n "__fish_qseg_using_subcommand send" -l recorded-before -d 'Only responses recorded before this moment' -r
complete -c qseg -n "__fish_qseg_using_subcommand send" -l survey -d 'The survey\'s definition, to turn labels into recodes and back, and to find questions in older exports' -r -F
complete -c qseg -n "__fish_qseg_using_subcommand send" -l timezone -d 'The zone of dates that name none, as an IANA name (America/Denver)' -r
complete -c qseg -n "__fish_qseg_using_subcommand send" -l unanswered -d 'Codes of what was shown and not answered, as the export writes them (--unanswered=-99,0) [default: -99]' -r
complete -c qseg -n "__fish_qseg_using_subcommand send" -l now -d 'The moment that `${date://CurrentDate/…}` gives and `until` in the mapping is compared with [default: now]' -r
complete -c qseg -n "__fish_qseg_using_subcommand send" -l duplicates -d 'What to do with a response that stands in the input twice with different answers' -r -f -a "refuse\t'Leave it out and end with exit code 2, naming both places'
newest\t'Take the one that comes last, in the order of the inputs'"
complete -c qseg -n "__fish_qseg_using_subcommand send" -l format -d 'What is printed: a summary for people, one document, or every event as it would stand in a batch' -r -f -a "text\t'A summary for people'
json\t'One document'
ndjson\t'Every accepted event, a line each'"
complete -c qseg -n "__fish_qseg_using_subcommand send" -l deny -d 'Findings that make the exit code 3 as errors do: warnings, or codes' -r
complete -c qseg -n "__fish_qseg_using_subcommand send" -l input-format -d 'Read every INPUT as this, whatever its content says: csv, tsv, json, ndjson' -r
complete -c qseg -n "__fish_qseg_using_subcommand send" -l max-record-bytes -d 'The most that one response may take' -r
complete -c qseg -n "__fish_qseg_using_subcommand send" -l max-bytes -d 'The most that a packed INPUT may unpack to' -r
complete -c qseg -n "__fish_qseg_using_subcommand send" -l encoding -d 'The encoding of an INPUT that has no byte order mark: utf-8, or windows-1252 as spreadsheets write it' -r -f -a "utf-8\t''
windows-1252\t''"
complete -c qseg -n "__fish_qseg_using_subcommand send" -l tracking-plan -d 'Hold every event against a tracking plan of Segment\'s: a file, the plan of this id, or `connected`, the plan of the mapping\'s source (both of these with a token)' -r
complete -c qseg -n "__fish_qseg_using_subcommand send" -l save-plan -d 'Keep the plan that is fetched in this file, with the day and the source\'s settings, for --tracking-plan FILE' -r -F
complete -c qseg -n "__fish_qseg_using_subcommand send" -l max-plan-age -d 'Refuse a plan that was fetched longer ago than this: 7d, 36h' -r
complete -c qseg -n "__fish_qseg_using_subcommand send" -l source -d 'Send to this source, instead of one of the mapping\'s: its id, slug or nickname' -r
complete -c qseg -n "__fish_qseg_using_subcommand send" -l to -d 'Send to a local Segment in this process, with a ledger of its own, and tell what would arrive: needs no token' -r -f -a "sandbox\t'A local Segment in this process'"
complete -c qseg -n "__fish_qseg_using_subcommand send" -l workspace -d 'With --to sandbox: a JSON file with the workspace, as `qseg sandbox` takes it, for its tracking plans' -r -F
complete -c qseg -n "__fish_qseg_using_subcommand send" -l canary -d 'How many events go alone before Segment is asked whether it counted them; 0 for none [default: 25 on production, else 0]' -r
complete -c qseg -n "__fish_qseg_using_subcommand send" -l canary-wait -d 'How long Segment is asked about them before it counts as no evidence [default: 5m]' -r
complete -c qseg -n "__fish_qseg_using_subcommand send" -l destinations -d 'Where events older than 48 hours may go: all, warehouses, or names of destinations' -r
complete -c qseg -n "__fish_qseg_using_subcommand send" -l already-sent -d 'What to do with what an earlier form of the mapping delivered with other content' -r -f -a "skip\t'Leave it as it was delivered'"
complete -c qseg -n "__fish_qseg_using_subcommand send" -l in-doubt -d 'What to do with events whose answer was lost [default: resend within 24 hours, else ask]' -r -f -a "resend\t'Send them again, under the same ids'
skip\t'Leave them'"
complete -c qseg -n "__fish_qseg_using_subcommand send" -l retry -d 'Send what was found missing again, under the same ids (`qseg verify --arrived` finds it)' -r -f -a "missing\t'What the server took and Segment was found not to have'"
complete -c qseg -n "__fish_qseg_using_subcommand send" -l verify-wait -d 'How long --verify asks, until everything is counted' -r
complete -c qseg -n "__fish_qseg_using_subcommand send" -l exclude -d 'Leave out the ResponseIds and user ids of this file, one a line' -r -F
complete -c qseg -n "__fish_qseg_using_subcommand send" -l rate -d 'Events a second: a number, max (1,000), or none for no limit [default: 200; with --to sandbox none]' -r
complete -c qseg -n "__fish_qseg_using_subcommand send" -l in-flight -d 'Batches under way at the same time' -r
complete -c qseg -n "__fish_qseg_using_subcommand send" -l max-retries -d 'How often a batch is tried again' -r
complete -c qseg -n "__fish_qseg_using_subcommand send" -l timeout -d 'How long a request may take' -r
complete -c qseg -n "__fish_qseg_using_subcommand send" -l max-failures -d 'Stop after this many refused events' -r
complete -c qseg -n "__fish_qseg_using_subcommand send" -l failed -d 'Keep events that are rejected or refused in this file' -r -F
complete -c qseg -n "__fish_qseg_using_subcommand send" -l ledger -d 'The ledger [default: ledger.db in QSEG_STATE_DIR, else in the user\'s own folder for state]' -r -F
complete -c qseg -n "__fish_qseg_using_subcommand send" -l wait -d 'How long to wait for another qseg that writes in the ledger' -r
complete -c qseg -n "__fish_qseg_using_subcommand send" -l color -d 'When to colour output' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c qseg -n "__fish_qseg_using_subcommand send" -l profile -d 'The profile: one workspace and its token [default: default]' -r
complete -c qseg -n "__fish_qseg_using_subcommand send" -l region -d 'Segment\'s region of the workspace: us or eu' -r -f -a "us\t''
eu\t''"
complete -c qseg -n "__fish_qseg_using_subcommand send" -s n -l dry-run -d 'Build and judge everything, send nothing'
complete -c qseg -n "__fish_qseg_using_subcommand send" -l infer -d 'Without a mapping file, infer one from the first INPUT even where nobody watches (CI, --no-input)'
complete -c qseg -n "__fish_qseg_using_subcommand send" -l show-values -d 'Show personal values that are masked otherwise'
complete -c qseg -n "__fish_qseg_using_subcommand send" -s y -l yes -d 'Send without asking'
complete -c qseg -n "__fish_qseg_using_subcommand send" -l production -d 'Send to a source of production'
complete -c qseg -n "__fish_qseg_using_subcommand send" -l allow-no-response-id -d 'Send responses that have no ResponseId: their message ids change with the export'
complete -c qseg -n "__fish_qseg_using_subcommand send" -l skip-rejected -d 'Send what is good although some events are rejected (the exit code is 3 all the same)'
complete -c qseg -n "__fish_qseg_using_subcommand send" -l verify -d 'Ask Segment at the end whether it counted what was acknowledged, as `qseg verify` does'
complete -c qseg -n "__fish_qseg_using_subcommand send" -l gzip -d 'Compress what is sent'
complete -c qseg -n "__fish_qseg_using_subcommand send" -s q -l quiet -d 'Say nothing but data and errors'
complete -c qseg -n "__fish_qseg_using_subcommand send" -s v -l verbose -d 'Show notes as well'
complete -c qseg -n "__fish_qseg_using_subcommand send" -l no-input -d 'Never ask anything'
complete -c qseg -n "__fish_qseg_using_subcommand send" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c qseg -n "__fish_qseg_using_subcommand inspect" -l survey -d 'The survey\'s definition, for the texts of JSON fields and for what the names of older exports are' -r -F
complete -c qseg -n "__fish_qseg_using_subcommand inspect" -l format -d 'Text for people, or one document' -r -f -a "text\t'For people'
json\t'One document'"
complete -c qseg -n "__fish_qseg_using_subcommand inspect" -l max-record-bytes -d 'The most that one response may take' -r
complete -c qseg -n "__fish_qseg_using_subcommand inspect" -l max-bytes -d 'The most that a packed INPUT may unpack to' -r
complete -c qseg -n "__fish_qseg_using_subcommand inspect" -l encoding -d 'The encoding of an INPUT that has no byte order mark: utf-8, or windows-1252 as spreadsheets write it' -r -f -a "utf-8\t''
windows-1252\t''"
complete -c qseg -n "__fish_qseg_using_subcommand inspect" -l color -d 'When to colour output' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c qseg -n "__fish_qseg_using_subcommand inspect" -l profile -d 'The profile: one workspace and its token [default: default]' -r
complete -c qseg -n "__fish_qseg_using_subcommand inspect" -l region -d 'Segment\'s region of the workspace: us or eu' -r -f -a "us\t''
eu\t''"
complete -c qseg -n "__fish_qseg_using_subcommand inspect" -s q -l quiet -d 'Say nothing but data and errors'
complete -c qseg -n "__fish_qseg_using_subcommand inspect" -s v -l verbose -d 'Show notes as well'
complete -c qseg -n "__fish_qseg_using_subcommand inspect" -l no-input -d 'Never ask anything'
complete -c qseg -n "__fish_qseg_using_subcommand inspect" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c qseg -n "__fish_qseg_using_subcommand fixture" -l rows -d 'How many responses to make' -r
complete -c qseg -n "__fish_qseg_using_subcommand fixture" -l seed -d 'The same seed makes the same fixture of the same INPUT' -r
complete -c qseg -n "__fish_qseg_using_subcommand fixture" -s o -l output -d 'The file to write [default: standard output]' -r -F
complete -c qseg -n "__fish_qseg_using_subcommand fixture" -l survey -d 'The survey\'s definition (QSF, or what the API gives): its choices are taken over' -r -F
complete -c qseg -n "__fish_qseg_using_subcommand fixture" -l input-format -d 'The format of INPUT: csv, tsv, json or ndjson [default: by content]' -r
complete -c qseg -n "__fish_qseg_using_subcommand fixture" -l max-record-bytes -d 'The most that one response may take' -r
complete -c qseg -n "__fish_qseg_using_subcommand fixture" -l max-bytes -d 'The most that a packed INPUT may unpack to' -r
complete -c qseg -n "__fish_qseg_using_subcommand fixture" -l encoding -d 'The encoding of an INPUT that has no byte order mark: utf-8, or windows-1252 as spreadsheets write it' -r -f -a "utf-8\t''
windows-1252\t''"
complete -c qseg -n "__fish_qseg_using_subcommand fixture" -l color -d 'When to colour output' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c qseg -n "__fish_qseg_using_subcommand fixture" -l profile -d 'The profile: one workspace and its token [default: default]' -r
complete -c qseg -n "__fish_qseg_using_subcommand fixture" -l region -d 'Segment\'s region of the workspace: us or eu' -r -f -a "us\t''
eu\t''"
complete -c qseg -n "__fish_qseg_using_subcommand fixture" -l force -d 'Replace the file if it is there already'
complete -c qseg -n "__fish_qseg_using_subcommand fixture" -s q -l quiet -d 'Say nothing but data and errors'
complete -c qseg -n "__fish_qseg_using_subcommand fixture" -s v -l verbose -d 'Show notes as well'
complete -c qseg -n "__fish_qseg_using_subcommand fixture" -l no-input -d 'Never ask anything'
complete -c qseg -n "__fish_qseg_using_subcommand fixture" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and not __fish_seen_subcommand_from init check plan explain card diff test schema" -l color -d 'When to colour output' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and not __fish_seen_subcommand_from init check plan explain card diff test schema" -l profile -d 'The profile: one workspace and its token [default: default]' -r
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and not __fish_seen_subcommand_from init check plan explain card diff test schema" -l region -d 'Segment\'s region of the workspace: us or eu' -r -f -a "us\t''
eu\t''"
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and not __fish_seen_subcommand_from init check plan explain card diff test schema" -s q -l quiet -d 'Say nothing but data and errors'
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and not __fish_seen_subcommand_from init check plan explain card diff test schema" -s v -l verbose -d 'Show notes as well'
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and not __fish_seen_subcommand_from init check plan explain card diff test schema" -l no-input -d 'Never ask anything'
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and not __fish_seen_subcommand_from init check plan explain card diff test schema" -s h -l help -d 'Print help'
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and not __fish_seen_subcommand_from init check plan explain card diff test schema" -f -a "init" -d 'Write a commented mapping to begin from, inferred from an export or a survey definition'
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and not __fish_seen_subcommand_from init check plan explain card diff test schema" -f -a "check" -d 'Check mapping files: every error and warning in one run, each at its line'
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and not __fish_seen_subcommand_from init check plan explain card diff test schema" -f -a "plan" -d 'Print the tracking-plan rules that a mapping implies, as Segment\'s Public API takes them'
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and not __fish_seen_subcommand_from init check plan explain card diff test schema" -f -a "explain" -d 'Show which cell of a response became which property, through which steps, and why'
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and not __fish_seen_subcommand_from init check plan explain card diff test schema" -f -a "card" -d 'Print what to set up in Qualtrics for each task: workflow, conditions, and every box of the Segment task'
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and not __fish_seen_subcommand_from init check plan explain card diff test schema" -f -a "diff" -d 'Show what a change of mapping does to the events: gained, lost, and changed by property and type'
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and not __fish_seen_subcommand_from init check plan explain card diff test schema" -f -a "test" -d 'Run the examples of mapping files: a response in, the parts of the events that matter out'
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and not __fish_seen_subcommand_from init check plan explain card diff test schema" -f -a "schema" -d 'Print the JSON Schema of the mapping file, for editors'
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and __fish_seen_subcommand_from init" -s o -l output -d 'The file to write; `-` is standard output [default: asked on a terminal, else `-`]' -r -F
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and __fish_seen_subcommand_from init" -l survey -d 'The survey\'s definition: its texts, choices and export tags' -r -F
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and __fish_seen_subcommand_from init" -l timezone -d 'The zone of dates that name none, as an IANA name (America/Denver)' -r
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and __fish_seen_subcommand_from init" -l unanswered -d 'Codes of what was shown and not answered, as the export writes them (--unanswered=-99,0) [default: -99]' -r
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and __fish_seen_subcommand_from init" -l user-id -d 'The field that identifies people: its pipe, ImportId or column; `none` for none [default: an id that is named for a person and tells people apart]' -r
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and __fish_seen_subcommand_from init" -l personal-data -d 'What becomes of fields that hold personal data [default: comment]' -r -f -a "comment\t'It stands in the file as comments'
send\t'It is sent, and its classes are allowed'"
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and __fish_seen_subcommand_from init" -l max-record-bytes -d 'The most that one response may take' -r
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and __fish_seen_subcommand_from init" -l max-bytes -d 'The most that a packed INPUT may unpack to' -r
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and __fish_seen_subcommand_from init" -l encoding -d 'The encoding of an INPUT that has no byte order mark: utf-8, or windows-1252 as spreadsheets write it' -r -f -a "utf-8\t''
windows-1252\t''"
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and __fish_seen_subcommand_from init" -l color -d 'When to colour output' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and __fish_seen_subcommand_from init" -l profile -d 'The profile: one workspace and its token [default: default]' -r
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and __fish_seen_subcommand_from init" -l region -d 'Segment\'s region of the workspace: us or eu' -r -f -a "us\t''
eu\t''"
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and __fish_seen_subcommand_from init" -l force -d 'Replace the file if it is there already'
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and __fish_seen_subcommand_from init" -s q -l quiet -d 'Say nothing but data and errors'
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and __fish_seen_subcommand_from init" -s v -l verbose -d 'Show notes as well'
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and __fish_seen_subcommand_from init" -l no-input -d 'Never ask anything'
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and __fish_seen_subcommand_from init" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and __fish_seen_subcommand_from check" -l responses -d 'Try the mapping on these responses, as a dry run would, to find what values come to; may be repeated' -r -F
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and __fish_seen_subcommand_from check" -l survey -d 'The survey\'s definition, which every pipe is judged against' -r -F
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and __fish_seen_subcommand_from check" -l tracking-plan -d 'Hold every event against a tracking plan of Segment\'s: a file, the plan of this id, or `connected`, the plan of the mapping\'s source (both of these with a token)' -r
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and __fish_seen_subcommand_from check" -l save-plan -d 'Keep the plan that is fetched in this file, with the day and the source\'s settings, for --tracking-plan FILE' -r -F
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and __fish_seen_subcommand_from check" -l max-plan-age -d 'Refuse a plan that was fetched longer ago than this: 7d, 36h' -r
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and __fish_seen_subcommand_from check" -s e -l env -d 'Which of the mapping\'s sources `--tracking-plan connected` asks for' -r
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and __fish_seen_subcommand_from check" -l format -d 'How findings are shown' -r -f -a "text\t'With the line of the file, and help'
short\t'`file:line:column: severity[code]: message`'
json\t'One document'
github\t'Annotations of GitHub Actions'
markdown\t'The view of --privacy as Markdown'"
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and __fish_seen_subcommand_from check" -l deny -d 'Findings that make the exit code 3 as errors do: warnings, or codes' -r
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and __fish_seen_subcommand_from check" -l unanswered -d 'Codes of what was shown and not answered, as the export writes them (--unanswered=-99,0) [default: -99]' -r
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and __fish_seen_subcommand_from check" -l max-record-bytes -d 'The most that one response may take' -r
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and __fish_seen_subcommand_from check" -l max-bytes -d 'The most that a packed INPUT may unpack to' -r
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and __fish_seen_subcommand_from check" -l encoding -d 'The encoding of an INPUT that has no byte order mark: utf-8, or windows-1252 as spreadsheets write it' -r -f -a "utf-8\t''
windows-1252\t''"
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and __fish_seen_subcommand_from check" -l color -d 'When to colour output' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and __fish_seen_subcommand_from check" -l profile -d 'The profile: one workspace and its token [default: default]' -r
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and __fish_seen_subcommand_from check" -l region -d 'Segment\'s region of the workspace: us or eu' -r -f -a "us\t''
eu\t''"
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and __fish_seen_subcommand_from check" -l privacy -d 'Show everything that is sent with its class of personal data, masked, and whether it is allowed'
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and __fish_seen_subcommand_from check" -l list-codes -d 'List every code that a finding can have, with its severity and meaning, and check nothing'
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and __fish_seen_subcommand_from check" -s q -l quiet -d 'Say nothing but data and errors'
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and __fish_seen_subcommand_from check" -s v -l verbose -d 'Show notes as well'
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and __fish_seen_subcommand_from check" -l no-input -d 'Never ask anything'
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and __fish_seen_subcommand_from check" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and __fish_seen_subcommand_from plan" -l color -d 'When to colour output' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and __fish_seen_subcommand_from plan" -l profile -d 'The profile: one workspace and its token [default: default]' -r
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and __fish_seen_subcommand_from plan" -l region -d 'Segment\'s region of the workspace: us or eu' -r -f -a "us\t''
eu\t''"
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and __fish_seen_subcommand_from plan" -s q -l quiet -d 'Say nothing but data and errors'
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and __fish_seen_subcommand_from plan" -s v -l verbose -d 'Show notes as well'
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and __fish_seen_subcommand_from plan" -l no-input -d 'Never ask anything'
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and __fish_seen_subcommand_from plan" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and __fish_seen_subcommand_from explain" -l response -d 'The response to explain' -r
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and __fish_seen_subcommand_from explain" -l record -d 'The record to explain, where responses have no id; the first data row is 1' -r
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and __fish_seen_subcommand_from explain" -l property -d 'Only this value: score, properties.score, userId, timestamp, context.ip' -r
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and __fish_seen_subcommand_from explain" -s m -l mapping -d 'The mapping file [default: qseg.yaml, qseg.yml or qseg.json here, else beside the first INPUT]' -r -F
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and __fish_seen_subcommand_from explain" -s e -l env -d 'Which of the mapping\'s sources message ids are made for' -r
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and __fish_seen_subcommand_from explain" -l task -d 'Only this task of the mapping' -r
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and __fish_seen_subcommand_from explain" -l include -d 'Kinds of responses to let through: partial, preview, test, imported, spam, synthetic, unknown, all' -r
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and __fish_seen_subcommand_from explain" -l survey -d 'The survey\'s definition, to turn labels into recodes and back, and to find questions in older exports' -r -F
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and __fish_seen_subcommand_from explain" -l timezone -d 'The zone of dates that name none, as an IANA name (America/Denver)' -r
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and __fish_seen_subcommand_from explain" -l unanswered -d 'Codes of what was shown and not answered, as the export writes them (--unanswered=-99,0) [default: -99]' -r
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and __fish_seen_subcommand_from explain" -l now -d 'The moment that `${date://CurrentDate/…}` gives and `until` in the mapping is compared with [default: now]' -r
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and __fish_seen_subcommand_from explain" -l format -d 'For people, or one document' -r -f -a "text\t'For people'
json\t'One JSON document'"
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and __fish_seen_subcommand_from explain" -l input-format -d 'Read every INPUT as this, whatever its content says: csv, tsv, json, ndjson' -r
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and __fish_seen_subcommand_from explain" -l max-record-bytes -d 'The most that one response may take' -r
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and __fish_seen_subcommand_from explain" -l max-bytes -d 'The most that a packed INPUT may unpack to' -r
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and __fish_seen_subcommand_from explain" -l encoding -d 'The encoding of an INPUT that has no byte order mark: utf-8, or windows-1252 as spreadsheets write it' -r -f -a "utf-8\t''
windows-1252\t''"
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and __fish_seen_subcommand_from explain" -l color -d 'When to colour output' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and __fish_seen_subcommand_from explain" -l profile -d 'The profile: one workspace and its token [default: default]' -r
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and __fish_seen_subcommand_from explain" -l region -d 'Segment\'s region of the workspace: us or eu' -r -f -a "us\t''
eu\t''"
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and __fish_seen_subcommand_from explain" -l show-values -d 'Show personal values that are masked otherwise'
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and __fish_seen_subcommand_from explain" -s q -l quiet -d 'Say nothing but data and errors'
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and __fish_seen_subcommand_from explain" -s v -l verbose -d 'Show notes as well'
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and __fish_seen_subcommand_from explain" -l no-input -d 'Never ask anything'
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and __fish_seen_subcommand_from explain" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and __fish_seen_subcommand_from card" -s e -l env -d 'Which of the mapping\'s sources the task sends to' -r
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and __fish_seen_subcommand_from card" -l source -d 'The source by its slug or id; one that the mapping does not pin is written down as it is' -r
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and __fish_seen_subcommand_from card" -l workspace -d 'The workspace\'s name, to write it down' -r
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and __fish_seen_subcommand_from card" -l task -d 'Only this task of the mapping' -r
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and __fish_seen_subcommand_from card" -l format -d 'How it is written' -r -f -a "text\t'For people'
markdown\t'For a wiki or a pull request'
json\t'One document'"
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and __fish_seen_subcommand_from card" -l color -d 'When to colour output' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and __fish_seen_subcommand_from card" -l profile -d 'The profile: one workspace and its token [default: default]' -r
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and __fish_seen_subcommand_from card" -l region -d 'Segment\'s region of the workspace: us or eu' -r -f -a "us\t''
eu\t''"
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and __fish_seen_subcommand_from card" -s q -l quiet -d 'Say nothing but data and errors'
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and __fish_seen_subcommand_from card" -s v -l verbose -d 'Show notes as well'
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and __fish_seen_subcommand_from card" -l no-input -d 'Never ask anything'
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and __fish_seen_subcommand_from card" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and __fish_seen_subcommand_from diff" -l responses -d 'Exports of survey responses (CSV, TSV, JSON, NDJSON; zipped or gzipped), or `-`; may be repeated' -r -F
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and __fish_seen_subcommand_from diff" -l survey -d 'The survey\'s definition, to turn labels into recodes and back, and to find questions in older exports' -r -F
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and __fish_seen_subcommand_from diff" -l timezone -d 'The zone of dates that name none, as an IANA name (America/Denver)' -r
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and __fish_seen_subcommand_from diff" -l unanswered -d 'Codes of what was shown and not answered, as the export writes them (--unanswered=-99,0) [default: -99]' -r
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and __fish_seen_subcommand_from diff" -l env -d 'The source whose deliveries are counted, by its name in `sources` [default: all of them]' -r
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and __fish_seen_subcommand_from diff" -l ledger -d 'The ledger [default: ledger.db in QSEG_STATE_DIR, else in the user\'s own folder for state]' -r -F
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and __fish_seen_subcommand_from diff" -l format -d 'How it is said' -r -f -a "text\t'For people'
json\t'One document'
markdown\t'A comment for the pull request'"
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and __fish_seen_subcommand_from diff" -l max-record-bytes -d 'The most that one response may take' -r
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and __fish_seen_subcommand_from diff" -l max-bytes -d 'The most that a packed INPUT may unpack to' -r
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and __fish_seen_subcommand_from diff" -l encoding -d 'The encoding of an INPUT that has no byte order mark: utf-8, or windows-1252 as spreadsheets write it' -r -f -a "utf-8\t''
windows-1252\t''"
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and __fish_seen_subcommand_from diff" -l color -d 'When to colour output' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and __fish_seen_subcommand_from diff" -l profile -d 'The profile: one workspace and its token [default: default]' -r
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and __fish_seen_subcommand_from diff" -l region -d 'Segment\'s region of the workspace: us or eu' -r -f -a "us\t''
eu\t''"
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and __fish_seen_subcommand_from diff" -l exit-code -d 'Exit with 3 where there is a difference'
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and __fish_seen_subcommand_from diff" -s q -l quiet -d 'Say nothing but data and errors'
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and __fish_seen_subcommand_from diff" -s v -l verbose -d 'Show notes as well'
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and __fish_seen_subcommand_from diff" -l no-input -d 'Never ask anything'
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and __fish_seen_subcommand_from diff" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and __fish_seen_subcommand_from test" -l survey -d 'The survey\'s definition, for examples that name no `surveyFile`, and for the choices of --coverage' -r -F
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and __fish_seen_subcommand_from test" -l format -d 'How outcomes are shown' -r -f -a "text\t'What was expected and what came, with their lines'
json\t'One document'
junit\t'XML, as CI systems read it'
github\t'Annotations of GitHub Actions'"
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and __fish_seen_subcommand_from test" -l deny -d 'Findings of --coverage that make the exit code 3: warnings, or codes' -r
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and __fish_seen_subcommand_from test" -l color -d 'When to colour output' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and __fish_seen_subcommand_from test" -l profile -d 'The profile: one workspace and its token [default: default]' -r
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and __fish_seen_subcommand_from test" -l region -d 'Segment\'s region of the workspace: us or eu' -r -f -a "us\t''
eu\t''"
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and __fish_seen_subcommand_from test" -l bless -d 'Write what came out into the examples that expect something else, or nothing'
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and __fish_seen_subcommand_from test" -l coverage -d 'Tell which rows, choices and conditions no example reaches'
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and __fish_seen_subcommand_from test" -l show-values -d 'Show personal values of responses in exports that are masked otherwise'
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and __fish_seen_subcommand_from test" -s q -l quiet -d 'Say nothing but data and errors'
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and __fish_seen_subcommand_from test" -s v -l verbose -d 'Show notes as well'
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and __fish_seen_subcommand_from test" -l no-input -d 'Never ask anything'
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and __fish_seen_subcommand_from test" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and __fish_seen_subcommand_from schema" -l color -d 'When to colour output' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and __fish_seen_subcommand_from schema" -l profile -d 'The profile: one workspace and its token [default: default]' -r
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and __fish_seen_subcommand_from schema" -l region -d 'Segment\'s region of the workspace: us or eu' -r -f -a "us\t''
eu\t''"
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and __fish_seen_subcommand_from schema" -s q -l quiet -d 'Say nothing but data and errors'
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and __fish_seen_subcommand_from schema" -s v -l verbose -d 'Show notes as well'
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and __fish_seen_subcommand_from schema" -l no-input -d 'Never ask anything'
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and __fish_seen_subcommand_from schema" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c qseg -n "__fish_qseg_using_subcommand login" -l access -d 'What the token is for: source-admin (to create sources), or read (to look)' -r -f -a "source-admin\t'To create sources and read write keys'
read\t'To look, and no more'"
complete -c qseg -n "__fish_qseg_using_subcommand login" -l format -d 'How to say what was found: text or json' -r -f -a "text\t'For people'
json\t'One JSON document'"
complete -c qseg -n "__fish_qseg_using_subcommand login" -l color -d 'When to colour output' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c qseg -n "__fish_qseg_using_subcommand login" -l profile -d 'The profile: one workspace and its token [default: default]' -r
complete -c qseg -n "__fish_qseg_using_subcommand login" -l region -d 'Segment\'s region of the workspace: us or eu' -r -f -a "us\t''
eu\t''"
complete -c qseg -n "__fish_qseg_using_subcommand login" -l token-stdin -d 'Read the token from standard input'
complete -c qseg -n "__fish_qseg_using_subcommand login" -l insecure-storage -d 'Keep the token in a file that only you can read, where there is no keyring'
complete -c qseg -n "__fish_qseg_using_subcommand login" -l request -d 'Print a text that asks a Workspace Owner for a token, and do nothing else'
complete -c qseg -n "__fish_qseg_using_subcommand login" -s q -l quiet -d 'Say nothing but data and errors'
complete -c qseg -n "__fish_qseg_using_subcommand login" -s v -l verbose -d 'Show notes as well'
complete -c qseg -n "__fish_qseg_using_subcommand login" -l no-input -d 'Never ask anything'
complete -c qseg -n "__fish_qseg_using_subcommand login" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c qseg -n "__fish_qseg_using_subcommand logout" -l format -d 'How to say what was done' -r -f -a "text\t'For people'
json\t'One JSON document'"
complete -c qseg -n "__fish_qseg_using_subcommand logout" -l color -d 'When to colour output' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c qseg -n "__fish_qseg_using_subcommand logout" -l profile -d 'The profile: one workspace and its token [default: default]' -r
complete -c qseg -n "__fish_qseg_using_subcommand logout" -l region -d 'Segment\'s region of the workspace: us or eu' -r -f -a "us\t''
eu\t''"
complete -c qseg -n "__fish_qseg_using_subcommand logout" -l all -d 'Forget every profile'
complete -c qseg -n "__fish_qseg_using_subcommand logout" -s q -l quiet -d 'Say nothing but data and errors'
complete -c qseg -n "__fish_qseg_using_subcommand logout" -s v -l verbose -d 'Show notes as well'
complete -c qseg -n "__fish_qseg_using_subcommand logout" -l no-input -d 'Never ask anything'
complete -c qseg -n "__fish_qseg_using_subcommand logout" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c qseg -n "__fish_qseg_using_subcommand whoami" -l source -d 'Judge for this source: its id, slug or nickname' -r
complete -c qseg -n "__fish_qseg_using_subcommand whoami" -l require -d 'Exit with 4 where it is denied, and with 7 where it is inconclusive' -r -f -a "source-admin\t'Source Admin'"
complete -c qseg -n "__fish_qseg_using_subcommand whoami" -l format -d 'How to say it: text or json' -r -f -a "text\t'For people'
json\t'One JSON document'"
complete -c qseg -n "__fish_qseg_using_subcommand whoami" -l color -d 'When to colour output' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c qseg -n "__fish_qseg_using_subcommand whoami" -l profile -d 'The profile: one workspace and its token [default: default]' -r
complete -c qseg -n "__fish_qseg_using_subcommand whoami" -l region -d 'Segment\'s region of the workspace: us or eu' -r -f -a "us\t''
eu\t''"
complete -c qseg -n "__fish_qseg_using_subcommand whoami" -s q -l quiet -d 'Say nothing but data and errors'
complete -c qseg -n "__fish_qseg_using_subcommand whoami" -s v -l verbose -d 'Show notes as well'
complete -c qseg -n "__fish_qseg_using_subcommand whoami" -l no-input -d 'Never ask anything'
complete -c qseg -n "__fish_qseg_using_subcommand whoami" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c qseg -n "__fish_qseg_using_subcommand source; and not __fish_seen_subcommand_from add list show" -l color -d 'When to colour output' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c qseg -n "__fish_qseg_using_subcommand source; and not __fish_seen_subcommand_from add list show" -l profile -d 'The profile: one workspace and its token [default: default]' -r
complete -c qseg -n "__fish_qseg_using_subcommand source; and not __fish_seen_subcommand_from add list show" -l region -d 'Segment\'s region of the workspace: us or eu' -r -f -a "us\t''
eu\t''"
complete -c qseg -n "__fish_qseg_using_subcommand source; and not __fish_seen_subcommand_from add list show" -s q -l quiet -d 'Say nothing but data and errors'
complete -c qseg -n "__fish_qseg_using_subcommand source; and not __fish_seen_subcommand_from add list show" -s v -l verbose -d 'Show notes as well'
complete -c qseg -n "__fish_qseg_using_subcommand source; and not __fish_seen_subcommand_from add list show" -l no-input -d 'Never ask anything'
complete -c qseg -n "__fish_qseg_using_subcommand source; and not __fish_seen_subcommand_from add list show" -s h -l help -d 'Print help'
complete -c qseg -n "__fish_qseg_using_subcommand source; and not __fish_seen_subcommand_from add list show" -f -a "add" -d 'Create the source that Qualtrics sends to, under a nickname that says its environment'
complete -c qseg -n "__fish_qseg_using_subcommand source; and not __fish_seen_subcommand_from add list show" -f -a "list" -d 'List the workspace\'s Qualtrics sources, with their environments and names'
complete -c qseg -n "__fish_qseg_using_subcommand source; and not __fish_seen_subcommand_from add list show" -f -a "show" -d 'Show one source: its names, its write key, where its events go, and what would hold them back'
complete -c qseg -n "__fish_qseg_using_subcommand source; and __fish_seen_subcommand_from add" -l env -d 'What it is for: prod, staging or dev; not needed with a finished nickname' -r -f -a "prod\t'Real responses'
staging\t'The last rehearsal'
dev\t'Trying things out'"
complete -c qseg -n "__fish_qseg_using_subcommand source; and __fish_seen_subcommand_from add" -l pin -d 'Write its id, slug and region into this mapping file, under the environment' -r -F
complete -c qseg -n "__fish_qseg_using_subcommand source; and __fish_seen_subcommand_from add" -l type -d 'The type: qualtrics for the Segment task, http-api for history that qseg sends' -r -f -a "qualtrics\t'Segment\'s own type for Qualtrics'
http-api\t'The HTTP API'"
complete -c qseg -n "__fish_qseg_using_subcommand source; and __fish_seen_subcommand_from add" -l format -d 'How to say it: text or json' -r -f -a "text\t'For people'
json\t'One JSON document'"
complete -c qseg -n "__fish_qseg_using_subcommand source; and __fish_seen_subcommand_from add" -l color -d 'When to colour output' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c qseg -n "__fish_qseg_using_subcommand source; and __fish_seen_subcommand_from add" -l profile -d 'The profile: one workspace and its token [default: default]' -r
complete -c qseg -n "__fish_qseg_using_subcommand source; and __fish_seen_subcommand_from add" -l region -d 'Segment\'s region of the workspace: us or eu' -r -f -a "us\t''
eu\t''"
complete -c qseg -n "__fish_qseg_using_subcommand source; and __fish_seen_subcommand_from add" -l force -d 'Replace the id of another source that the mapping file pins for the environment'
complete -c qseg -n "__fish_qseg_using_subcommand source; and __fish_seen_subcommand_from add" -l connect-warehouses -d 'Leave the new source connected to the workspace\'s warehouses'
complete -c qseg -n "__fish_qseg_using_subcommand source; and __fish_seen_subcommand_from add" -l dry-run -d 'Print the requests that would change something, and send none of them (reading ones are sent)'
complete -c qseg -n "__fish_qseg_using_subcommand source; and __fish_seen_subcommand_from add" -l yes -d 'Go ahead without asking; needed where nobody can be asked'
complete -c qseg -n "__fish_qseg_using_subcommand source; and __fish_seen_subcommand_from add" -s q -l quiet -d 'Say nothing but data and errors'
complete -c qseg -n "__fish_qseg_using_subcommand source; and __fish_seen_subcommand_from add" -s v -l verbose -d 'Show notes as well'
complete -c qseg -n "__fish_qseg_using_subcommand source; and __fish_seen_subcommand_from add" -l no-input -d 'Never ask anything'
complete -c qseg -n "__fish_qseg_using_subcommand source; and __fish_seen_subcommand_from add" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c qseg -n "__fish_qseg_using_subcommand source; and __fish_seen_subcommand_from list" -l format -d 'How to say it: text or json' -r -f -a "text\t'For people'
json\t'One JSON document'"
complete -c qseg -n "__fish_qseg_using_subcommand source; and __fish_seen_subcommand_from list" -l color -d 'When to colour output' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c qseg -n "__fish_qseg_using_subcommand source; and __fish_seen_subcommand_from list" -l profile -d 'The profile: one workspace and its token [default: default]' -r
complete -c qseg -n "__fish_qseg_using_subcommand source; and __fish_seen_subcommand_from list" -l region -d 'Segment\'s region of the workspace: us or eu' -r -f -a "us\t''
eu\t''"
complete -c qseg -n "__fish_qseg_using_subcommand source; and __fish_seen_subcommand_from list" -l all -d 'Every source, whatever its type'
complete -c qseg -n "__fish_qseg_using_subcommand source; and __fish_seen_subcommand_from list" -s q -l quiet -d 'Say nothing but data and errors'
complete -c qseg -n "__fish_qseg_using_subcommand source; and __fish_seen_subcommand_from list" -s v -l verbose -d 'Show notes as well'
complete -c qseg -n "__fish_qseg_using_subcommand source; and __fish_seen_subcommand_from list" -l no-input -d 'Never ask anything'
complete -c qseg -n "__fish_qseg_using_subcommand source; and __fish_seen_subcommand_from list" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c qseg -n "__fish_qseg_using_subcommand source; and __fish_seen_subcommand_from show" -l format -d 'How to say it: text or json' -r -f -a "text\t'For people'
json\t'One JSON document'"
complete -c qseg -n "__fish_qseg_using_subcommand source; and __fish_seen_subcommand_from show" -l color -d 'When to colour output' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c qseg -n "__fish_qseg_using_subcommand source; and __fish_seen_subcommand_from show" -l profile -d 'The profile: one workspace and its token [default: default]' -r
complete -c qseg -n "__fish_qseg_using_subcommand source; and __fish_seen_subcommand_from show" -l region -d 'Segment\'s region of the workspace: us or eu' -r -f -a "us\t''
eu\t''"
complete -c qseg -n "__fish_qseg_using_subcommand source; and __fish_seen_subcommand_from show" -l reveal -d 'Show the write key whole'
complete -c qseg -n "__fish_qseg_using_subcommand source; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Say nothing but data and errors'
complete -c qseg -n "__fish_qseg_using_subcommand source; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Show notes as well'
complete -c qseg -n "__fish_qseg_using_subcommand source; and __fish_seen_subcommand_from show" -l no-input -d 'Never ask anything'
complete -c qseg -n "__fish_qseg_using_subcommand source; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c qseg -n "__fish_qseg_using_subcommand doctor" -l source -d 'The source: its id, slug or nickname [default: those that the mapping file pins]' -r
complete -c qseg -n "__fish_qseg_using_subcommand doctor" -l mapping -d 'The mapping file [default: qseg.yaml, qseg.yml or qseg.json here]' -r -F
complete -c qseg -n "__fish_qseg_using_subcommand doctor" -l env -d 'Only the source that the mapping file pins for this environment' -r
complete -c qseg -n "__fish_qseg_using_subcommand doctor" -l format -d 'How to say it: text or json' -r -f -a "text\t'For people'
json\t'One JSON document'"
complete -c qseg -n "__fish_qseg_using_subcommand doctor" -l color -d 'When to colour output' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c qseg -n "__fish_qseg_using_subcommand doctor" -l profile -d 'The profile: one workspace and its token [default: default]' -r
complete -c qseg -n "__fish_qseg_using_subcommand doctor" -l region -d 'Segment\'s region of the workspace: us or eu' -r -f -a "us\t''
eu\t''"
complete -c qseg -n "__fish_qseg_using_subcommand doctor" -s q -l quiet -d 'Say nothing but data and errors'
complete -c qseg -n "__fish_qseg_using_subcommand doctor" -s v -l verbose -d 'Show notes as well'
complete -c qseg -n "__fish_qseg_using_subcommand doctor" -l no-input -d 'Never ask anything'
complete -c qseg -n "__fish_qseg_using_subcommand doctor" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c qseg -n "__fish_qseg_using_subcommand verify" -s e -l env -d 'Which of the mapping\'s sources' -r
complete -c qseg -n "__fish_qseg_using_subcommand verify" -l source -d 'The source, by its id, slug, or the nickname that the slug was made of' -r
complete -c qseg -n "__fish_qseg_using_subcommand verify" -l run -d 'What this run sent (`qseg runs` lists them) [default: the latest]' -r
complete -c qseg -n "__fish_qseg_using_subcommand verify" -l since -d 'Everything that was sent since then: 2026-03-01T09:00:00Z, or a date' -r
complete -c qseg -n "__fish_qseg_using_subcommand verify" -l wait -d 'Ask again until everything is counted, for so long: 30s, 5m' -r
complete -c qseg -n "__fish_qseg_using_subcommand verify" -l sql -d 'Print the query that lists the message ids of what was sent, for this warehouse' -r -f -a "bigquery\t'Google BigQuery'
snowflake\t'Snowflake'
redshift\t'Amazon Redshift'
postgres\t'PostgreSQL'"
complete -c qseg -n "__fish_qseg_using_subcommand verify" -l schema -d 'With --sql: the schema of the source in the warehouse [default: made of the slug, as Segment does]' -r
complete -c qseg -n "__fish_qseg_using_subcommand verify" -l arrived -d 'The message ids that arrived, or `-`: CSV with a column id or message_id, or an id a line' -r -F
complete -c qseg -n "__fish_qseg_using_subcommand verify" -l responses -d 'With --arrived: exports of the responses, to name the record of each that is missing' -r -F
complete -c qseg -n "__fish_qseg_using_subcommand verify" -s m -l mapping -d 'The mapping file, for the names of events [default: qseg.yaml, qseg.yml or qseg.json here]' -r -F
complete -c qseg -n "__fish_qseg_using_subcommand verify" -l ledger -d 'The ledger [default: ledger.db in QSEG_STATE_DIR, else in the user\'s own folder for state]' -r -F
complete -c qseg -n "__fish_qseg_using_subcommand verify" -l format -d 'How to say it: text or json' -r -f -a "text\t'For people'
json\t'One JSON document'"
complete -c qseg -n "__fish_qseg_using_subcommand verify" -l color -d 'When to colour output' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c qseg -n "__fish_qseg_using_subcommand verify" -l profile -d 'The profile: one workspace and its token [default: default]' -r
complete -c qseg -n "__fish_qseg_using_subcommand verify" -l region -d 'Segment\'s region of the workspace: us or eu' -r -f -a "us\t''
eu\t''"
complete -c qseg -n "__fish_qseg_using_subcommand verify" -s q -l quiet -d 'Say nothing but data and errors'
complete -c qseg -n "__fish_qseg_using_subcommand verify" -s v -l verbose -d 'Show notes as well'
complete -c qseg -n "__fish_qseg_using_subcommand verify" -l no-input -d 'Never ask anything'
complete -c qseg -n "__fish_qseg_using_subcommand verify" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c qseg -n "__fish_qseg_using_subcommand sandbox" -l port -d 'Port on this machine; 0 is any free one' -r
complete -c qseg -n "__fish_qseg_using_subcommand sandbox" -l workspace -d 'JSON file with the workspace to begin with' -r -F
complete -c qseg -n "__fish_qseg_using_subcommand sandbox" -l store -d 'Keep every event in this file, and begin with those that it holds' -r -F
complete -c qseg -n "__fish_qseg_using_subcommand sandbox" -l fault -d 'Faults and how often they happen, such as 429:0.1,reset:0.01,api-500:0.2' -r
complete -c qseg -n "__fish_qseg_using_subcommand sandbox" -l latency -d 'Wait so long before each answer' -r
complete -c qseg -n "__fish_qseg_using_subcommand sandbox" -l lag -d 'How long events take to show in Delivery Overview and the events volume' -r
complete -c qseg -n "__fish_qseg_using_subcommand sandbox" -l seed -d 'Make the same ids, write keys and faults as with this number before' -r
complete -c qseg -n "__fish_qseg_using_subcommand sandbox" -l role -d 'Whose token to print: owner, source-admin, source-admin-scoped, read-only' -r
complete -c qseg -n "__fish_qseg_using_subcommand sandbox" -l color -d 'When to colour output' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c qseg -n "__fish_qseg_using_subcommand sandbox" -l profile -d 'The profile: one workspace and its token [default: default]' -r
complete -c qseg -n "__fish_qseg_using_subcommand sandbox" -l region -d 'Segment\'s region of the workspace: us or eu' -r -f -a "us\t''
eu\t''"
complete -c qseg -n "__fish_qseg_using_subcommand sandbox" -s q -l quiet -d 'Say nothing but data and errors'
complete -c qseg -n "__fish_qseg_using_subcommand sandbox" -s v -l verbose -d 'Show notes as well'
complete -c qseg -n "__fish_qseg_using_subcommand sandbox" -l no-input -d 'Never ask anything'
complete -c qseg -n "__fish_qseg_using_subcommand sandbox" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c qseg -n "__fish_qseg_using_subcommand runs" -l limit -d 'At most so many, the newest first' -r
complete -c qseg -n "__fish_qseg_using_subcommand runs" -l ledger -d 'The ledger [default: ledger.db in QSEG_STATE_DIR, else in the user\'s own folder for state]' -r -F
complete -c qseg -n "__fish_qseg_using_subcommand runs" -l format -d 'Text for people, or one document' -r -f -a "text\t'For people'
json\t'One document'"
complete -c qseg -n "__fish_qseg_using_subcommand runs" -l color -d 'When to colour output' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c qseg -n "__fish_qseg_using_subcommand runs" -l profile -d 'The profile: one workspace and its token [default: default]' -r
complete -c qseg -n "__fish_qseg_using_subcommand runs" -l region -d 'Segment\'s region of the workspace: us or eu' -r -f -a "us\t''
eu\t''"
complete -c qseg -n "__fish_qseg_using_subcommand runs" -s q -l quiet -d 'Say nothing but data and errors'
complete -c qseg -n "__fish_qseg_using_subcommand runs" -s v -l verbose -d 'Show notes as well'
complete -c qseg -n "__fish_qseg_using_subcommand runs" -l no-input -d 'Never ask anything'
complete -c qseg -n "__fish_qseg_using_subcommand runs" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c qseg -n "__fish_qseg_using_subcommand ledger; and not __fish_seen_subcommand_from show missing import" -l color -d 'When to colour output' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c qseg -n "__fish_qseg_using_subcommand ledger; and not __fish_seen_subcommand_from show missing import" -l profile -d 'The profile: one workspace and its token [default: default]' -r
complete -c qseg -n "__fish_qseg_using_subcommand ledger; and not __fish_seen_subcommand_from show missing import" -l region -d 'Segment\'s region of the workspace: us or eu' -r -f -a "us\t''
eu\t''"
complete -c qseg -n "__fish_qseg_using_subcommand ledger; and not __fish_seen_subcommand_from show missing import" -s q -l quiet -d 'Say nothing but data and errors'
complete -c qseg -n "__fish_qseg_using_subcommand ledger; and not __fish_seen_subcommand_from show missing import" -s v -l verbose -d 'Show notes as well'
complete -c qseg -n "__fish_qseg_using_subcommand ledger; and not __fish_seen_subcommand_from show missing import" -l no-input -d 'Never ask anything'
complete -c qseg -n "__fish_qseg_using_subcommand ledger; and not __fish_seen_subcommand_from show missing import" -s h -l help -d 'Print help'
complete -c qseg -n "__fish_qseg_using_subcommand ledger; and not __fish_seen_subcommand_from show missing import" -f -a "show" -d 'Show every event of one response: its ids, how far it came, and the runs'
complete -c qseg -n "__fish_qseg_using_subcommand ledger; and not __fish_seen_subcommand_from show missing import" -f -a "missing" -d 'Name the responses that were delivered, but are absent from a full export: deleted in Qualtrics since'
complete -c qseg -n "__fish_qseg_using_subcommand ledger; and not __fish_seen_subcommand_from show missing import" -f -a "import" -d 'Rebuild the ledger from the message ids that a warehouse has, so that nothing of them is sent again'
complete -c qseg -n "__fish_qseg_using_subcommand ledger; and __fish_seen_subcommand_from show" -l response -d 'The response' -r
complete -c qseg -n "__fish_qseg_using_subcommand ledger; and __fish_seen_subcommand_from show" -l ledger -d 'The ledger [default: ledger.db in QSEG_STATE_DIR, else in the user\'s own folder for state]' -r -F
complete -c qseg -n "__fish_qseg_using_subcommand ledger; and __fish_seen_subcommand_from show" -l format -d 'Text for people, or one document' -r -f -a "text\t'For people'
json\t'One document'"
complete -c qseg -n "__fish_qseg_using_subcommand ledger; and __fish_seen_subcommand_from show" -l color -d 'When to colour output' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c qseg -n "__fish_qseg_using_subcommand ledger; and __fish_seen_subcommand_from show" -l profile -d 'The profile: one workspace and its token [default: default]' -r
complete -c qseg -n "__fish_qseg_using_subcommand ledger; and __fish_seen_subcommand_from show" -l region -d 'Segment\'s region of the workspace: us or eu' -r -f -a "us\t''
eu\t''"
complete -c qseg -n "__fish_qseg_using_subcommand ledger; and __fish_seen_subcommand_from show" -s q -l quiet -d 'Say nothing but data and errors'
complete -c qseg -n "__fish_qseg_using_subcommand ledger; and __fish_seen_subcommand_from show" -s v -l verbose -d 'Show notes as well'
complete -c qseg -n "__fish_qseg_using_subcommand ledger; and __fish_seen_subcommand_from show" -l no-input -d 'Never ask anything'
complete -c qseg -n "__fish_qseg_using_subcommand ledger; and __fish_seen_subcommand_from show" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c qseg -n "__fish_qseg_using_subcommand ledger; and __fish_seen_subcommand_from missing" -s e -l env -d 'Which of the mapping\'s sources' -r
complete -c qseg -n "__fish_qseg_using_subcommand ledger; and __fish_seen_subcommand_from missing" -l source -d 'The source, by its id, where no mapping names it; then all tasks that sent to it count' -r
complete -c qseg -n "__fish_qseg_using_subcommand ledger; and __fish_seen_subcommand_from missing" -s m -l mapping -d 'The mapping file [default: qseg.yaml, qseg.yml or qseg.json here, else beside the first INPUT]' -r -F
complete -c qseg -n "__fish_qseg_using_subcommand ledger; and __fish_seen_subcommand_from missing" -l task -d 'Only what this task delivered' -r
complete -c qseg -n "__fish_qseg_using_subcommand ledger; and __fish_seen_subcommand_from missing" -l ledger -d 'The ledger [default: ledger.db in QSEG_STATE_DIR, else in the user\'s own folder for state]' -r -F
complete -c qseg -n "__fish_qseg_using_subcommand ledger; and __fish_seen_subcommand_from missing" -l format -d 'Text for people, or one document' -r -f -a "text\t'For people'
json\t'One document'"
complete -c qseg -n "__fish_qseg_using_subcommand ledger; and __fish_seen_subcommand_from missing" -l max-record-bytes -d 'The most that one response may take' -r
complete -c qseg -n "__fish_qseg_using_subcommand ledger; and __fish_seen_subcommand_from missing" -l max-bytes -d 'The most that a packed INPUT may unpack to' -r
complete -c qseg -n "__fish_qseg_using_subcommand ledger; and __fish_seen_subcommand_from missing" -l encoding -d 'The encoding of an INPUT that has no byte order mark: utf-8, or windows-1252 as spreadsheets write it' -r -f -a "utf-8\t''
windows-1252\t''"
complete -c qseg -n "__fish_qseg_using_subcommand ledger; and __fish_seen_subcommand_from missing" -l color -d 'When to colour output' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c qseg -n "__fish_qseg_using_subcommand ledger; and __fish_seen_subcommand_from missing" -l profile -d 'The profile: one workspace and its token [default: default]' -r
complete -c qseg -n "__fish_qseg_using_subcommand ledger; and __fish_seen_subcommand_from missing" -l region -d 'Segment\'s region of the workspace: us or eu' -r -f -a "us\t''
eu\t''"
complete -c qseg -n "__fish_qseg_using_subcommand ledger; and __fish_seen_subcommand_from missing" -s q -l quiet -d 'Say nothing but data and errors'
complete -c qseg -n "__fish_qseg_using_subcommand ledger; and __fish_seen_subcommand_from missing" -s v -l verbose -d 'Show notes as well'
complete -c qseg -n "__fish_qseg_using_subcommand ledger; and __fish_seen_subcommand_from missing" -l no-input -d 'Never ask anything'
complete -c qseg -n "__fish_qseg_using_subcommand ledger; and __fish_seen_subcommand_from missing" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c qseg -n "__fish_qseg_using_subcommand ledger; and __fish_seen_subcommand_from import" -l responses -d 'Full exports of the responses (CSV, TSV, JSON, NDJSON; zipped or gzipped), or `-`' -r -F
complete -c qseg -n "__fish_qseg_using_subcommand ledger; and __fish_seen_subcommand_from import" -s e -l env -d 'Which of the mapping\'s sources' -r
complete -c qseg -n "__fish_qseg_using_subcommand ledger; and __fish_seen_subcommand_from import" -s m -l mapping -d 'The mapping file [default: qseg.yaml, qseg.yml or qseg.json here, else beside the first INPUT]' -r -F
complete -c qseg -n "__fish_qseg_using_subcommand ledger; and __fish_seen_subcommand_from import" -l task -d 'Only what this task delivered' -r
complete -c qseg -n "__fish_qseg_using_subcommand ledger; and __fish_seen_subcommand_from import" -l ledger -d 'The ledger [default: ledger.db in QSEG_STATE_DIR, else in the user\'s own folder for state]' -r -F
complete -c qseg -n "__fish_qseg_using_subcommand ledger; and __fish_seen_subcommand_from import" -l format -d 'Text for people, or one document' -r -f -a "text\t'For people'
json\t'One document'"
complete -c qseg -n "__fish_qseg_using_subcommand ledger; and __fish_seen_subcommand_from import" -l max-record-bytes -d 'The most that one response may take' -r
complete -c qseg -n "__fish_qseg_using_subcommand ledger; and __fish_seen_subcommand_from import" -l max-bytes -d 'The most that a packed INPUT may unpack to' -r
complete -c qseg -n "__fish_qseg_using_subcommand ledger; and __fish_seen_subcommand_from import" -l encoding -d 'The encoding of an INPUT that has no byte order mark: utf-8, or windows-1252 as spreadsheets write it' -r -f -a "utf-8\t''
windows-1252\t''"
complete -c qseg -n "__fish_qseg_using_subcommand ledger; and __fish_seen_subcommand_from import" -l color -d 'When to colour output' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c qseg -n "__fish_qseg_using_subcommand ledger; and __fish_seen_subcommand_from import" -l profile -d 'The profile: one workspace and its token [default: default]' -r
complete -c qseg -n "__fish_qseg_using_subcommand ledger; and __fish_seen_subcommand_from import" -l region -d 'Segment\'s region of the workspace: us or eu' -r -f -a "us\t''
eu\t''"
complete -c qseg -n "__fish_qseg_using_subcommand ledger; and __fish_seen_subcommand_from import" -s q -l quiet -d 'Say nothing but data and errors'
complete -c qseg -n "__fish_qseg_using_subcommand ledger; and __fish_seen_subcommand_from import" -s v -l verbose -d 'Show notes as well'
complete -c qseg -n "__fish_qseg_using_subcommand ledger; and __fish_seen_subcommand_from import" -l no-input -d 'Never ask anything'
complete -c qseg -n "__fish_qseg_using_subcommand ledger; and __fish_seen_subcommand_from import" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c qseg -n "__fish_qseg_using_subcommand completions" -l color -d 'When to colour output' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c qseg -n "__fish_qseg_using_subcommand completions" -l profile -d 'The profile: one workspace and its token [default: default]' -r
complete -c qseg -n "__fish_qseg_using_subcommand completions" -l region -d 'Segment\'s region of the workspace: us or eu' -r -f -a "us\t''
eu\t''"
complete -c qseg -n "__fish_qseg_using_subcommand completions" -s q -l quiet -d 'Say nothing but data and errors'
complete -c qseg -n "__fish_qseg_using_subcommand completions" -s v -l verbose -d 'Show notes as well'
complete -c qseg -n "__fish_qseg_using_subcommand completions" -l no-input -d 'Never ask anything'
complete -c qseg -n "__fish_qseg_using_subcommand completions" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c qseg -n "__fish_qseg_using_subcommand man" -l color -d 'When to colour output' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c qseg -n "__fish_qseg_using_subcommand man" -l profile -d 'The profile: one workspace and its token [default: default]' -r
complete -c qseg -n "__fish_qseg_using_subcommand man" -l region -d 'Segment\'s region of the workspace: us or eu' -r -f -a "us\t''
eu\t''"
complete -c qseg -n "__fish_qseg_using_subcommand man" -s q -l quiet -d 'Say nothing but data and errors'
complete -c qseg -n "__fish_qseg_using_subcommand man" -s v -l verbose -d 'Show notes as well'
complete -c qseg -n "__fish_qseg_using_subcommand man" -l no-input -d 'Never ask anything'
complete -c qseg -n "__fish_qseg_using_subcommand man" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c qseg -n "__fish_qseg_using_subcommand help" -l color -d 'When to colour output' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c qseg -n "__fish_qseg_using_subcommand help" -l profile -d 'The profile: one workspace and its token [default: default]' -r
complete -c qseg -n "__fish_qseg_using_subcommand help" -l region -d 'Segment\'s region of the workspace: us or eu' -r -f -a "us\t''
eu\t''"
complete -c qseg -n "__fish_qseg_using_subcommand help" -s q -l quiet -d 'Say nothing but data and errors'
complete -c qseg -n "__fish_qseg_using_subcommand help" -s v -l verbose -d 'Show notes as well'
complete -c qseg -n "__fish_qseg_using_subcommand help" -l no-input -d 'Never ask anything'
complete -c qseg -n "__fish_qseg_using_subcommand help" -s h -l help -d 'Print help (see more with \'--help\')'
