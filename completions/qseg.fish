# Print an optspec for argparse to handle cmd's options that are independent of any subcommand.
function __fish_qseg_global_optspecs
    string join \n q/quiet v/verbose color= no-input h/help V/version
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
complete -c qseg -n "__fish_qseg_needs_command" -s q -l quiet -d 'Say nothing but data and errors'
complete -c qseg -n "__fish_qseg_needs_command" -s v -l verbose -d 'Show notes as well'
complete -c qseg -n "__fish_qseg_needs_command" -l no-input -d 'Never ask anything'
complete -c qseg -n "__fish_qseg_needs_command" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c qseg -n "__fish_qseg_needs_command" -s V -l version -d 'Print version'
complete -c qseg -n "__fish_qseg_needs_command" -f -a "send" -d 'Build the events of survey responses and judge them as Segment would'
complete -c qseg -n "__fish_qseg_needs_command" -f -a "inspect" -d 'Say what is in an export: its generation, fields, statuses, dates, and how to export it better'
complete -c qseg -n "__fish_qseg_needs_command" -f -a "mapping" -d 'Check mapping files'
complete -c qseg -n "__fish_qseg_needs_command" -f -a "completions" -d 'Print the script that makes a shell complete qseg\'s commands and options'
complete -c qseg -n "__fish_qseg_needs_command" -f -a "man" -d 'Print a manual page, of qseg or of one of its commands'
complete -c qseg -n "__fish_qseg_needs_command" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c qseg -n "__fish_qseg_using_subcommand send" -s m -l mapping -d 'The mapping file [default: qseg.yaml, qseg.yml or qseg.json here, else beside the first INPUT]' -r -F
complete -c qseg -n "__fish_qseg_using_subcommand send" -s e -l env -d 'Which of the mapping\'s sources message ids are made for' -r
complete -c qseg -n "__fish_qseg_using_subcommand send" -l task -d 'Only this task of the mapping' -r
complete -c qseg -n "__fish_qseg_using_subcommand send" -l response -d 'Only this response' -r
complete -c qseg -n "__fish_qseg_using_subcommand send" -l limit -d 'Stop after this many responses that count' -r
complete -c qseg -n "__fish_qseg_using_subcommand send" -l include -d 'Kinds of responses to let through: partial, preview, test, imported, spam, all' -r
complete -c qseg -n "__fish_qseg_using_subcommand send" -l recorded-after -d 'Only responses recorded at or after this moment (2026-03-01, 2026-03-01T09:00:00Z)' -r
complete -c qseg -n "__fish_qseg_using_subcommand send" -l recorded-before -d 'Only responses recorded before this moment' -r
complete -c qseg -n "__fish_qseg_using_subcommand send" -l survey -d 'The survey\'s response schema, to turn labels into recodes and back' -r -F
complete -c qseg -n "__fish_qseg_using_subcommand send" -l timezone -d 'The zone of dates that name none, as an IANA name (America/Denver)' -r
complete -c qseg -n "__fish_qseg_using_subcommand send" -l now -d 'The moment that `${date://CurrentDate/…}` gives and `until` in the mapping is compared with [default: now]' -r
complete -c qseg -n "__fish_qseg_using_subcommand send" -l duplicates -d 'What to do with a response that stands in the input twice with different answers' -r -f -a "refuse\t'Leave it out and end with exit code 2, naming both places'
newest\t'Take the one that comes last, in the order of the inputs'"
complete -c qseg -n "__fish_qseg_using_subcommand send" -l format -d 'What is printed: a summary for people, one document, or every event as it would stand in a batch' -r -f -a "text\t'A summary for people'
json\t'One document'
ndjson\t'Every accepted event, a line each'"
complete -c qseg -n "__fish_qseg_using_subcommand send" -l input-format -d 'Read every INPUT as this, whatever its content says: csv, tsv, json, ndjson' -r
complete -c qseg -n "__fish_qseg_using_subcommand send" -l max-record-bytes -d 'The most that one response may take' -r
complete -c qseg -n "__fish_qseg_using_subcommand send" -l max-bytes -d 'The most that a packed INPUT may unpack to' -r
complete -c qseg -n "__fish_qseg_using_subcommand send" -l color -d 'When to colour output' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c qseg -n "__fish_qseg_using_subcommand send" -s n -l dry-run -d 'Build and judge everything, send nothing'
complete -c qseg -n "__fish_qseg_using_subcommand send" -l show-values -d 'Show personal values that are masked otherwise'
complete -c qseg -n "__fish_qseg_using_subcommand send" -s q -l quiet -d 'Say nothing but data and errors'
complete -c qseg -n "__fish_qseg_using_subcommand send" -s v -l verbose -d 'Show notes as well'
complete -c qseg -n "__fish_qseg_using_subcommand send" -l no-input -d 'Never ask anything'
complete -c qseg -n "__fish_qseg_using_subcommand send" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c qseg -n "__fish_qseg_using_subcommand inspect" -l survey -d 'The survey\'s response schema, for the texts of JSON fields' -r -F
complete -c qseg -n "__fish_qseg_using_subcommand inspect" -l format -d 'Text for people, or one document' -r -f -a "text\t'For people'
json\t'One document'"
complete -c qseg -n "__fish_qseg_using_subcommand inspect" -l max-bytes -d 'The most that a packed INPUT may unpack to' -r
complete -c qseg -n "__fish_qseg_using_subcommand inspect" -l max-record-bytes -d 'The most that one response may take' -r
complete -c qseg -n "__fish_qseg_using_subcommand inspect" -l color -d 'When to colour output' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c qseg -n "__fish_qseg_using_subcommand inspect" -s q -l quiet -d 'Say nothing but data and errors'
complete -c qseg -n "__fish_qseg_using_subcommand inspect" -s v -l verbose -d 'Show notes as well'
complete -c qseg -n "__fish_qseg_using_subcommand inspect" -l no-input -d 'Never ask anything'
complete -c qseg -n "__fish_qseg_using_subcommand inspect" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and not __fish_seen_subcommand_from check help" -l color -d 'When to colour output' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and not __fish_seen_subcommand_from check help" -s q -l quiet -d 'Say nothing but data and errors'
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and not __fish_seen_subcommand_from check help" -s v -l verbose -d 'Show notes as well'
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and not __fish_seen_subcommand_from check help" -l no-input -d 'Never ask anything'
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and not __fish_seen_subcommand_from check help" -s h -l help -d 'Print help'
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and not __fish_seen_subcommand_from check help" -f -a "check" -d 'Check a mapping file: every error and warning in one run, each at its line'
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and not __fish_seen_subcommand_from check help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and __fish_seen_subcommand_from check" -l format -d 'How findings are shown' -r -f -a "text\t'With the line of the file, and help'
short\t'`file:line:column: severity[code]: message`'"
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and __fish_seen_subcommand_from check" -l color -d 'When to colour output' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and __fish_seen_subcommand_from check" -l list-codes -d 'List every code that a finding can have, with its severity and meaning, and check nothing'
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and __fish_seen_subcommand_from check" -s q -l quiet -d 'Say nothing but data and errors'
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and __fish_seen_subcommand_from check" -s v -l verbose -d 'Show notes as well'
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and __fish_seen_subcommand_from check" -l no-input -d 'Never ask anything'
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and __fish_seen_subcommand_from check" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and __fish_seen_subcommand_from help" -f -a "check" -d 'Check a mapping file: every error and warning in one run, each at its line'
complete -c qseg -n "__fish_qseg_using_subcommand mapping; and __fish_seen_subcommand_from help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c qseg -n "__fish_qseg_using_subcommand completions" -l color -d 'When to colour output' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c qseg -n "__fish_qseg_using_subcommand completions" -s q -l quiet -d 'Say nothing but data and errors'
complete -c qseg -n "__fish_qseg_using_subcommand completions" -s v -l verbose -d 'Show notes as well'
complete -c qseg -n "__fish_qseg_using_subcommand completions" -l no-input -d 'Never ask anything'
complete -c qseg -n "__fish_qseg_using_subcommand completions" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c qseg -n "__fish_qseg_using_subcommand man" -l color -d 'When to colour output' -r -f -a "auto\t'On a terminal, unless the environment says otherwise'
always\t'Always'
never\t'Never'"
complete -c qseg -n "__fish_qseg_using_subcommand man" -s q -l quiet -d 'Say nothing but data and errors'
complete -c qseg -n "__fish_qseg_using_subcommand man" -s v -l verbose -d 'Show notes as well'
complete -c qseg -n "__fish_qseg_using_subcommand man" -l no-input -d 'Never ask anything'
complete -c qseg -n "__fish_qseg_using_subcommand man" -s h -l help -d 'Print help (see more with \'--help\')'
complete -c qseg -n "__fish_qseg_using_subcommand help; and not __fish_seen_subcommand_from send inspect mapping completions man help" -f -a "send" -d 'Build the events of survey responses and judge them as Segment would'
complete -c qseg -n "__fish_qseg_using_subcommand help; and not __fish_seen_subcommand_from send inspect mapping completions man help" -f -a "inspect" -d 'Say what is in an export: its generation, fields, statuses, dates, and how to export it better'
complete -c qseg -n "__fish_qseg_using_subcommand help; and not __fish_seen_subcommand_from send inspect mapping completions man help" -f -a "mapping" -d 'Check mapping files'
complete -c qseg -n "__fish_qseg_using_subcommand help; and not __fish_seen_subcommand_from send inspect mapping completions man help" -f -a "completions" -d 'Print the script that makes a shell complete qseg\'s commands and options'
complete -c qseg -n "__fish_qseg_using_subcommand help; and not __fish_seen_subcommand_from send inspect mapping completions man help" -f -a "man" -d 'Print a manual page, of qseg or of one of its commands'
complete -c qseg -n "__fish_qseg_using_subcommand help; and not __fish_seen_subcommand_from send inspect mapping completions man help" -f -a "help" -d 'Print this message or the help of the given subcommand(s)'
complete -c qseg -n "__fish_qseg_using_subcommand help; and __fish_seen_subcommand_from mapping" -f -a "check" -d 'Check a mapping file: every error and warning in one run, each at its line'
