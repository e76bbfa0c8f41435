
using namespace System.Management.Automation
using namespace System.Management.Automation.Language

Register-ArgumentCompleter -Native -CommandName 'qseg' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)

    $commandElements = $commandAst.CommandElements
    $command = @(
        'qseg'
        for ($i = 1; $i -lt $commandElements.Count; $i++) {
            $element = $commandElements[$i]
            if ($element -isnot [StringConstantExpressionAst] -or
                $element.StringConstantType -ne [StringConstantType]::BareWord -or
                $element.Value.StartsWith('-') -or
                $element.Value -eq $wordToComplete) {
                break
        }
        $element.Value
    }) -join ';'

    $completions = @(switch ($command) {
        'qseg' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour output')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile: one workspace and its token [default: default]')
            [CompletionResult]::new('--region', '--region', [CompletionResultType]::ParameterName, 'Segment''s region of the workspace: us or eu')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but data and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but data and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show notes as well')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show notes as well')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask anything')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('-V', '-V ', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('--version', '--version', [CompletionResultType]::ParameterName, 'Print version')
            [CompletionResult]::new('send', 'send', [CompletionResultType]::ParameterValue, 'Build the events of survey responses, judge them as Segment would, and deliver each once')
            [CompletionResult]::new('inspect', 'inspect', [CompletionResultType]::ParameterValue, 'Say what is in an export: its generation, fields, statuses, dates, and how to export it better')
            [CompletionResult]::new('mapping', 'mapping', [CompletionResultType]::ParameterValue, 'Begin and check mapping files, and help to write them')
            [CompletionResult]::new('login', 'login', [CompletionResultType]::ParameterValue, 'Keep a workspace token, once it is checked')
            [CompletionResult]::new('logout', 'logout', [CompletionResultType]::ParameterValue, 'Forget the token of a workspace')
            [CompletionResult]::new('whoami', 'whoami', [CompletionResultType]::ParameterValue, 'Show the workspace and the token, and whether it has Source Admin')
            [CompletionResult]::new('source', 'source', [CompletionResultType]::ParameterValue, 'Create, list and show the sources that Qualtrics sends to')
            [CompletionResult]::new('doctor', 'doctor', [CompletionResultType]::ParameterValue, 'Find what is wrong between here and Segment')
            [CompletionResult]::new('verify', 'verify', [CompletionResultType]::ParameterValue, 'Ask Segment whether it has what was sent: an answer of 200 is not arrival')
            [CompletionResult]::new('sandbox', 'sandbox', [CompletionResultType]::ParameterValue, 'Run a local Segment, to try things out and to test against')
            [CompletionResult]::new('runs', 'runs', [CompletionResultType]::ParameterValue, 'List the deliveries: when, by which mapping, to which source, and what came of them')
            [CompletionResult]::new('ledger', 'ledger', [CompletionResultType]::ParameterValue, 'Look into the ledger: what was delivered, and what has vanished since')
            [CompletionResult]::new('completions', 'completions', [CompletionResultType]::ParameterValue, 'Print the script that makes a shell complete qseg''s commands and options')
            [CompletionResult]::new('man', 'man', [CompletionResultType]::ParameterValue, 'Print a manual page, of qseg or of one of its commands')
            [CompletionResult]::new('help', 'help', [CompletionResultType]::ParameterValue, 'Explain a command, or a topic: environment, exit-codes, mapping, pipes')
            break
        }
        'qseg;send' {
            [CompletionResult]::new('-m', '-m', [CompletionResultType]::ParameterName, 'The mapping file [default: qseg.yaml, qseg.yml or qseg.json here, else beside the first INPUT, else inferred]')
            [CompletionResult]::new('--mapping', '--mapping', [CompletionResultType]::ParameterName, 'The mapping file [default: qseg.yaml, qseg.yml or qseg.json here, else beside the first INPUT, else inferred]')
            [CompletionResult]::new('-e', '-e', [CompletionResultType]::ParameterName, 'Which of the mapping''s sources message ids are made for')
            [CompletionResult]::new('--env', '--env', [CompletionResultType]::ParameterName, 'Which of the mapping''s sources message ids are made for')
            [CompletionResult]::new('--task', '--task', [CompletionResultType]::ParameterName, 'Only this task of the mapping')
            [CompletionResult]::new('--response', '--response', [CompletionResultType]::ParameterName, 'Only this response')
            [CompletionResult]::new('--limit', '--limit', [CompletionResultType]::ParameterName, 'Stop after this many responses that count')
            [CompletionResult]::new('--include', '--include', [CompletionResultType]::ParameterName, 'Kinds of responses to let through: partial, preview, test, imported, spam, all')
            [CompletionResult]::new('--recorded-after', '--recorded-after', [CompletionResultType]::ParameterName, 'Only responses recorded at or after this moment (2026-03-01, 2026-03-01T09:00:00Z)')
            [CompletionResult]::new('--recorded-before', '--recorded-before', [CompletionResultType]::ParameterName, 'Only responses recorded before this moment')
            [CompletionResult]::new('--survey', '--survey', [CompletionResultType]::ParameterName, 'The survey''s definition, to turn labels into recodes and back, and to find questions in older exports')
            [CompletionResult]::new('--timezone', '--timezone', [CompletionResultType]::ParameterName, 'The zone of dates that name none, as an IANA name (America/Denver)')
            [CompletionResult]::new('--now', '--now', [CompletionResultType]::ParameterName, 'The moment that `${date://CurrentDate/…}` gives and `until` in the mapping is compared with [default: now]')
            [CompletionResult]::new('--duplicates', '--duplicates', [CompletionResultType]::ParameterName, 'What to do with a response that stands in the input twice with different answers')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'What is printed: a summary for people, one document, or every event as it would stand in a batch')
            [CompletionResult]::new('--deny', '--deny', [CompletionResultType]::ParameterName, 'Findings that make the exit code 3 as errors do: warnings, or codes')
            [CompletionResult]::new('--input-format', '--input-format', [CompletionResultType]::ParameterName, 'Read every INPUT as this, whatever its content says: csv, tsv, json, ndjson')
            [CompletionResult]::new('--max-record-bytes', '--max-record-bytes', [CompletionResultType]::ParameterName, 'The most that one response may take')
            [CompletionResult]::new('--max-bytes', '--max-bytes', [CompletionResultType]::ParameterName, 'The most that a packed INPUT may unpack to')
            [CompletionResult]::new('--source', '--source', [CompletionResultType]::ParameterName, 'Send to this source, instead of one of the mapping''s: its id, slug or nickname')
            [CompletionResult]::new('--to', '--to', [CompletionResultType]::ParameterName, 'Send to a local Segment in this process, with a ledger of its own, and tell what would arrive: needs no token')
            [CompletionResult]::new('--workspace', '--workspace', [CompletionResultType]::ParameterName, 'With --to sandbox: a JSON file with the workspace, as `qseg sandbox` takes it, for its tracking plans')
            [CompletionResult]::new('--destinations', '--destinations', [CompletionResultType]::ParameterName, 'Where events older than 48 hours may go: all, warehouses, or names of destinations')
            [CompletionResult]::new('--already-sent', '--already-sent', [CompletionResultType]::ParameterName, 'What to do with what an earlier form of the mapping delivered with other content')
            [CompletionResult]::new('--in-doubt', '--in-doubt', [CompletionResultType]::ParameterName, 'What to do with events whose answer was lost [default: resend within 24 hours, else ask]')
            [CompletionResult]::new('--exclude', '--exclude', [CompletionResultType]::ParameterName, 'Leave out the ResponseIds and user ids of this file, one a line')
            [CompletionResult]::new('--rate', '--rate', [CompletionResultType]::ParameterName, 'Events a second: a number, max (1,000), or none for no limit [default: 200; with --to sandbox none]')
            [CompletionResult]::new('--in-flight', '--in-flight', [CompletionResultType]::ParameterName, 'Batches under way at the same time')
            [CompletionResult]::new('--max-retries', '--max-retries', [CompletionResultType]::ParameterName, 'How often a batch is tried again')
            [CompletionResult]::new('--timeout', '--timeout', [CompletionResultType]::ParameterName, 'How long a request may take')
            [CompletionResult]::new('--max-failures', '--max-failures', [CompletionResultType]::ParameterName, 'Stop after this many refused events')
            [CompletionResult]::new('--failed', '--failed', [CompletionResultType]::ParameterName, 'Keep events that are rejected or refused in this file')
            [CompletionResult]::new('--ledger', '--ledger', [CompletionResultType]::ParameterName, 'The ledger [default: ledger.db in QSEG_STATE_DIR, else in the user''s own folder for state]')
            [CompletionResult]::new('--wait', '--wait', [CompletionResultType]::ParameterName, 'How long to wait for another qseg that writes in the ledger')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour output')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile: one workspace and its token [default: default]')
            [CompletionResult]::new('--region', '--region', [CompletionResultType]::ParameterName, 'Segment''s region of the workspace: us or eu')
            [CompletionResult]::new('-n', '-n', [CompletionResultType]::ParameterName, 'Build and judge everything, send nothing')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Build and judge everything, send nothing')
            [CompletionResult]::new('--infer', '--infer', [CompletionResultType]::ParameterName, 'Without a mapping file, infer one from the first INPUT even where nobody watches (CI, --no-input)')
            [CompletionResult]::new('--show-values', '--show-values', [CompletionResultType]::ParameterName, 'Show personal values that are masked otherwise')
            [CompletionResult]::new('-y', '-y', [CompletionResultType]::ParameterName, 'Send without asking')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Send without asking')
            [CompletionResult]::new('--production', '--production', [CompletionResultType]::ParameterName, 'Send to a source of production')
            [CompletionResult]::new('--allow-no-response-id', '--allow-no-response-id', [CompletionResultType]::ParameterName, 'Send responses that have no ResponseId: their message ids change with the export')
            [CompletionResult]::new('--skip-rejected', '--skip-rejected', [CompletionResultType]::ParameterName, 'Send what is good although some events are rejected (the exit code is 3 all the same)')
            [CompletionResult]::new('--gzip', '--gzip', [CompletionResultType]::ParameterName, 'Compress what is sent')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but data and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but data and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show notes as well')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show notes as well')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask anything')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'qseg;inspect' {
            [CompletionResult]::new('--survey', '--survey', [CompletionResultType]::ParameterName, 'The survey''s definition, for the texts of JSON fields and for what the names of older exports are')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Text for people, or one document')
            [CompletionResult]::new('--max-bytes', '--max-bytes', [CompletionResultType]::ParameterName, 'The most that a packed INPUT may unpack to')
            [CompletionResult]::new('--max-record-bytes', '--max-record-bytes', [CompletionResultType]::ParameterName, 'The most that one response may take')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour output')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile: one workspace and its token [default: default]')
            [CompletionResult]::new('--region', '--region', [CompletionResultType]::ParameterName, 'Segment''s region of the workspace: us or eu')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but data and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but data and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show notes as well')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show notes as well')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask anything')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'qseg;mapping' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour output')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile: one workspace and its token [default: default]')
            [CompletionResult]::new('--region', '--region', [CompletionResultType]::ParameterName, 'Segment''s region of the workspace: us or eu')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but data and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but data and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show notes as well')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show notes as well')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask anything')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('init', 'init', [CompletionResultType]::ParameterValue, 'Write a commented mapping to begin from, inferred from an export or a survey definition')
            [CompletionResult]::new('check', 'check', [CompletionResultType]::ParameterValue, 'Check mapping files: every error and warning in one run, each at its line')
            [CompletionResult]::new('schema', 'schema', [CompletionResultType]::ParameterValue, 'Print the JSON Schema of the mapping file, for editors')
            break
        }
        'qseg;mapping;init' {
            [CompletionResult]::new('-o', '-o', [CompletionResultType]::ParameterName, 'The file to write; `-` is standard output [default: asked on a terminal, else `-`]')
            [CompletionResult]::new('--output', '--output', [CompletionResultType]::ParameterName, 'The file to write; `-` is standard output [default: asked on a terminal, else `-`]')
            [CompletionResult]::new('--survey', '--survey', [CompletionResultType]::ParameterName, 'The survey''s definition: its texts, choices and export tags')
            [CompletionResult]::new('--timezone', '--timezone', [CompletionResultType]::ParameterName, 'The zone of dates that name none, as an IANA name (America/Denver)')
            [CompletionResult]::new('--user-id', '--user-id', [CompletionResultType]::ParameterName, 'The field that identifies people: its pipe, ImportId or column; `none` for none [default: the most often filled]')
            [CompletionResult]::new('--personal-data', '--personal-data', [CompletionResultType]::ParameterName, 'What becomes of fields that hold personal data [default: comment]')
            [CompletionResult]::new('--max-record-bytes', '--max-record-bytes', [CompletionResultType]::ParameterName, 'The most that one response may take')
            [CompletionResult]::new('--max-bytes', '--max-bytes', [CompletionResultType]::ParameterName, 'The most that a packed INPUT may unpack to')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour output')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile: one workspace and its token [default: default]')
            [CompletionResult]::new('--region', '--region', [CompletionResultType]::ParameterName, 'Segment''s region of the workspace: us or eu')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Replace the file if it is there already')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but data and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but data and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show notes as well')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show notes as well')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask anything')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'qseg;mapping;check' {
            [CompletionResult]::new('--responses', '--responses', [CompletionResultType]::ParameterName, 'Try the mapping on these responses, as a dry run would, to find what values come to; may be repeated')
            [CompletionResult]::new('--survey', '--survey', [CompletionResultType]::ParameterName, 'The survey''s definition, which every pipe is judged against')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How findings are shown')
            [CompletionResult]::new('--deny', '--deny', [CompletionResultType]::ParameterName, 'Findings that make the exit code 3 as errors do: warnings, or codes')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour output')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile: one workspace and its token [default: default]')
            [CompletionResult]::new('--region', '--region', [CompletionResultType]::ParameterName, 'Segment''s region of the workspace: us or eu')
            [CompletionResult]::new('--privacy', '--privacy', [CompletionResultType]::ParameterName, 'Show everything that is sent with its class of personal data, masked, and whether it is allowed')
            [CompletionResult]::new('--list-codes', '--list-codes', [CompletionResultType]::ParameterName, 'List every code that a finding can have, with its severity and meaning, and check nothing')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but data and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but data and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show notes as well')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show notes as well')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask anything')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'qseg;mapping;schema' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour output')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile: one workspace and its token [default: default]')
            [CompletionResult]::new('--region', '--region', [CompletionResultType]::ParameterName, 'Segment''s region of the workspace: us or eu')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but data and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but data and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show notes as well')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show notes as well')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask anything')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'qseg;login' {
            [CompletionResult]::new('--access', '--access', [CompletionResultType]::ParameterName, 'What the token is for: source-admin (to create sources), or read (to look)')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to say what was found: text or json')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour output')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile: one workspace and its token [default: default]')
            [CompletionResult]::new('--region', '--region', [CompletionResultType]::ParameterName, 'Segment''s region of the workspace: us or eu')
            [CompletionResult]::new('--token-stdin', '--token-stdin', [CompletionResultType]::ParameterName, 'Read the token from standard input')
            [CompletionResult]::new('--insecure-storage', '--insecure-storage', [CompletionResultType]::ParameterName, 'Keep the token in a file that only you can read, where there is no keyring')
            [CompletionResult]::new('--request', '--request', [CompletionResultType]::ParameterName, 'Print a text that asks a Workspace Owner for a token, and do nothing else')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but data and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but data and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show notes as well')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show notes as well')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask anything')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'qseg;logout' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to say what was done')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour output')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile: one workspace and its token [default: default]')
            [CompletionResult]::new('--region', '--region', [CompletionResultType]::ParameterName, 'Segment''s region of the workspace: us or eu')
            [CompletionResult]::new('--all', '--all', [CompletionResultType]::ParameterName, 'Forget every profile')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but data and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but data and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show notes as well')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show notes as well')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask anything')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'qseg;whoami' {
            [CompletionResult]::new('--source', '--source', [CompletionResultType]::ParameterName, 'Judge for this source: its id, slug or nickname')
            [CompletionResult]::new('--require', '--require', [CompletionResultType]::ParameterName, 'Exit with 4 where it is denied, and with 7 where it is inconclusive')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to say it: text or json')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour output')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile: one workspace and its token [default: default]')
            [CompletionResult]::new('--region', '--region', [CompletionResultType]::ParameterName, 'Segment''s region of the workspace: us or eu')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but data and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but data and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show notes as well')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show notes as well')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask anything')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'qseg;source' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour output')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile: one workspace and its token [default: default]')
            [CompletionResult]::new('--region', '--region', [CompletionResultType]::ParameterName, 'Segment''s region of the workspace: us or eu')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but data and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but data and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show notes as well')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show notes as well')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask anything')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('add', 'add', [CompletionResultType]::ParameterValue, 'Create the source that Qualtrics sends to, under a nickname that says its environment')
            [CompletionResult]::new('list', 'list', [CompletionResultType]::ParameterValue, 'List the workspace''s Qualtrics sources, with their environments and names')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show one source: its names, its write key, where its events go, and what would hold them back')
            break
        }
        'qseg;source;add' {
            [CompletionResult]::new('--env', '--env', [CompletionResultType]::ParameterName, 'What it is for: prod, staging or dev; not needed with a finished nickname')
            [CompletionResult]::new('--pin', '--pin', [CompletionResultType]::ParameterName, 'Write its id, slug and region into this mapping file, under the environment')
            [CompletionResult]::new('--type', '--type', [CompletionResultType]::ParameterName, 'The type: qualtrics for the Segment task, http-api for history that qseg sends')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to say it: text or json')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour output')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile: one workspace and its token [default: default]')
            [CompletionResult]::new('--region', '--region', [CompletionResultType]::ParameterName, 'Segment''s region of the workspace: us or eu')
            [CompletionResult]::new('--force', '--force', [CompletionResultType]::ParameterName, 'Replace the id of another source that the mapping file pins for the environment')
            [CompletionResult]::new('--connect-warehouses', '--connect-warehouses', [CompletionResultType]::ParameterName, 'Leave the new source connected to the workspace''s warehouses')
            [CompletionResult]::new('--dry-run', '--dry-run', [CompletionResultType]::ParameterName, 'Print the requests that would change something, and send none of them (reading ones are sent)')
            [CompletionResult]::new('--yes', '--yes', [CompletionResultType]::ParameterName, 'Go ahead without asking; needed where nobody can be asked')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but data and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but data and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show notes as well')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show notes as well')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask anything')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'qseg;source;list' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to say it: text or json')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour output')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile: one workspace and its token [default: default]')
            [CompletionResult]::new('--region', '--region', [CompletionResultType]::ParameterName, 'Segment''s region of the workspace: us or eu')
            [CompletionResult]::new('--all', '--all', [CompletionResultType]::ParameterName, 'Every source, whatever its type')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but data and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but data and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show notes as well')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show notes as well')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask anything')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'qseg;source;show' {
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to say it: text or json')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour output')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile: one workspace and its token [default: default]')
            [CompletionResult]::new('--region', '--region', [CompletionResultType]::ParameterName, 'Segment''s region of the workspace: us or eu')
            [CompletionResult]::new('--reveal', '--reveal', [CompletionResultType]::ParameterName, 'Show the write key whole')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but data and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but data and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show notes as well')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show notes as well')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask anything')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'qseg;doctor' {
            [CompletionResult]::new('--source', '--source', [CompletionResultType]::ParameterName, 'The source: its id, slug or nickname [default: those that the mapping file pins]')
            [CompletionResult]::new('--mapping', '--mapping', [CompletionResultType]::ParameterName, 'The mapping file [default: qseg.yaml, qseg.yml or qseg.json here]')
            [CompletionResult]::new('--env', '--env', [CompletionResultType]::ParameterName, 'Only the source that the mapping file pins for this environment')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to say it: text or json')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour output')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile: one workspace and its token [default: default]')
            [CompletionResult]::new('--region', '--region', [CompletionResultType]::ParameterName, 'Segment''s region of the workspace: us or eu')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but data and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but data and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show notes as well')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show notes as well')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask anything')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'qseg;verify' {
            [CompletionResult]::new('-e', '-e', [CompletionResultType]::ParameterName, 'Which of the mapping''s sources')
            [CompletionResult]::new('--env', '--env', [CompletionResultType]::ParameterName, 'Which of the mapping''s sources')
            [CompletionResult]::new('--source', '--source', [CompletionResultType]::ParameterName, 'The source, by its id or slug')
            [CompletionResult]::new('--run', '--run', [CompletionResultType]::ParameterName, 'What this run sent (`qseg runs` lists them) [default: the latest]')
            [CompletionResult]::new('--since', '--since', [CompletionResultType]::ParameterName, 'Everything that was sent since then: 2026-03-01T09:00:00Z, or a date')
            [CompletionResult]::new('--wait', '--wait', [CompletionResultType]::ParameterName, 'Ask again until everything is counted, for so long: 30s, 5m')
            [CompletionResult]::new('-m', '-m', [CompletionResultType]::ParameterName, 'The mapping file, for the names of events [default: qseg.yaml, qseg.yml or qseg.json here]')
            [CompletionResult]::new('--mapping', '--mapping', [CompletionResultType]::ParameterName, 'The mapping file, for the names of events [default: qseg.yaml, qseg.yml or qseg.json here]')
            [CompletionResult]::new('--ledger', '--ledger', [CompletionResultType]::ParameterName, 'The ledger [default: ledger.db in QSEG_STATE_DIR, else in the user''s own folder for state]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'How to say it: text or json')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour output')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile: one workspace and its token [default: default]')
            [CompletionResult]::new('--region', '--region', [CompletionResultType]::ParameterName, 'Segment''s region of the workspace: us or eu')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but data and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but data and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show notes as well')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show notes as well')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask anything')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'qseg;sandbox' {
            [CompletionResult]::new('--port', '--port', [CompletionResultType]::ParameterName, 'Port on this machine; 0 is any free one')
            [CompletionResult]::new('--workspace', '--workspace', [CompletionResultType]::ParameterName, 'JSON file with the workspace to begin with')
            [CompletionResult]::new('--store', '--store', [CompletionResultType]::ParameterName, 'Keep every event in this file, and begin with those that it holds')
            [CompletionResult]::new('--fault', '--fault', [CompletionResultType]::ParameterName, 'Faults and how often they happen, such as 429:0.1,reset:0.01,api-500:0.2')
            [CompletionResult]::new('--latency', '--latency', [CompletionResultType]::ParameterName, 'Wait so long before each answer')
            [CompletionResult]::new('--lag', '--lag', [CompletionResultType]::ParameterName, 'How long events take to show in Delivery Overview and the events volume')
            [CompletionResult]::new('--seed', '--seed', [CompletionResultType]::ParameterName, 'Make the same ids, write keys and faults as with this number before')
            [CompletionResult]::new('--role', '--role', [CompletionResultType]::ParameterName, 'Whose token to print: owner, source-admin, source-admin-scoped, read-only')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour output')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile: one workspace and its token [default: default]')
            [CompletionResult]::new('--region', '--region', [CompletionResultType]::ParameterName, 'Segment''s region of the workspace: us or eu')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but data and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but data and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show notes as well')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show notes as well')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask anything')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'qseg;runs' {
            [CompletionResult]::new('--limit', '--limit', [CompletionResultType]::ParameterName, 'At most so many, the newest first')
            [CompletionResult]::new('--ledger', '--ledger', [CompletionResultType]::ParameterName, 'The ledger [default: ledger.db in QSEG_STATE_DIR, else in the user''s own folder for state]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Text for people, or one document')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour output')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile: one workspace and its token [default: default]')
            [CompletionResult]::new('--region', '--region', [CompletionResultType]::ParameterName, 'Segment''s region of the workspace: us or eu')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but data and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but data and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show notes as well')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show notes as well')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask anything')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'qseg;ledger' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour output')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile: one workspace and its token [default: default]')
            [CompletionResult]::new('--region', '--region', [CompletionResultType]::ParameterName, 'Segment''s region of the workspace: us or eu')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but data and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but data and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show notes as well')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show notes as well')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask anything')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help')
            [CompletionResult]::new('show', 'show', [CompletionResultType]::ParameterValue, 'Show every event of one response: its ids, how far it came, and the runs')
            [CompletionResult]::new('missing', 'missing', [CompletionResultType]::ParameterValue, 'Name the responses that were delivered, but are absent from a full export: deleted in Qualtrics since')
            break
        }
        'qseg;ledger;show' {
            [CompletionResult]::new('--response', '--response', [CompletionResultType]::ParameterName, 'The response')
            [CompletionResult]::new('--ledger', '--ledger', [CompletionResultType]::ParameterName, 'The ledger [default: ledger.db in QSEG_STATE_DIR, else in the user''s own folder for state]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Text for people, or one document')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour output')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile: one workspace and its token [default: default]')
            [CompletionResult]::new('--region', '--region', [CompletionResultType]::ParameterName, 'Segment''s region of the workspace: us or eu')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but data and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but data and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show notes as well')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show notes as well')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask anything')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'qseg;ledger;missing' {
            [CompletionResult]::new('-e', '-e', [CompletionResultType]::ParameterName, 'Which of the mapping''s sources')
            [CompletionResult]::new('--env', '--env', [CompletionResultType]::ParameterName, 'Which of the mapping''s sources')
            [CompletionResult]::new('--source', '--source', [CompletionResultType]::ParameterName, 'The source, by its id, where no mapping names it; then all tasks that sent to it count')
            [CompletionResult]::new('-m', '-m', [CompletionResultType]::ParameterName, 'The mapping file [default: qseg.yaml, qseg.yml or qseg.json here, else beside the first INPUT]')
            [CompletionResult]::new('--mapping', '--mapping', [CompletionResultType]::ParameterName, 'The mapping file [default: qseg.yaml, qseg.yml or qseg.json here, else beside the first INPUT]')
            [CompletionResult]::new('--task', '--task', [CompletionResultType]::ParameterName, 'Only what this task delivered')
            [CompletionResult]::new('--ledger', '--ledger', [CompletionResultType]::ParameterName, 'The ledger [default: ledger.db in QSEG_STATE_DIR, else in the user''s own folder for state]')
            [CompletionResult]::new('--format', '--format', [CompletionResultType]::ParameterName, 'Text for people, or one document')
            [CompletionResult]::new('--max-bytes', '--max-bytes', [CompletionResultType]::ParameterName, 'The most that a packed INPUT may unpack to')
            [CompletionResult]::new('--max-record-bytes', '--max-record-bytes', [CompletionResultType]::ParameterName, 'The most that one response may take')
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour output')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile: one workspace and its token [default: default]')
            [CompletionResult]::new('--region', '--region', [CompletionResultType]::ParameterName, 'Segment''s region of the workspace: us or eu')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but data and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but data and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show notes as well')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show notes as well')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask anything')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'qseg;completions' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour output')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile: one workspace and its token [default: default]')
            [CompletionResult]::new('--region', '--region', [CompletionResultType]::ParameterName, 'Segment''s region of the workspace: us or eu')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but data and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but data and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show notes as well')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show notes as well')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask anything')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'qseg;man' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour output')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile: one workspace and its token [default: default]')
            [CompletionResult]::new('--region', '--region', [CompletionResultType]::ParameterName, 'Segment''s region of the workspace: us or eu')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but data and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but data and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show notes as well')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show notes as well')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask anything')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
        'qseg;help' {
            [CompletionResult]::new('--color', '--color', [CompletionResultType]::ParameterName, 'When to colour output')
            [CompletionResult]::new('--profile', '--profile', [CompletionResultType]::ParameterName, 'The profile: one workspace and its token [default: default]')
            [CompletionResult]::new('--region', '--region', [CompletionResultType]::ParameterName, 'Segment''s region of the workspace: us or eu')
            [CompletionResult]::new('-q', '-q', [CompletionResultType]::ParameterName, 'Say nothing but data and errors')
            [CompletionResult]::new('--quiet', '--quiet', [CompletionResultType]::ParameterName, 'Say nothing but data and errors')
            [CompletionResult]::new('-v', '-v', [CompletionResultType]::ParameterName, 'Show notes as well')
            [CompletionResult]::new('--verbose', '--verbose', [CompletionResultType]::ParameterName, 'Show notes as well')
            [CompletionResult]::new('--no-input', '--no-input', [CompletionResultType]::ParameterName, 'Never ask anything')
            [CompletionResult]::new('-h', '-h', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            [CompletionResult]::new('--help', '--help', [CompletionResultType]::ParameterName, 'Print help (see more with ''--help'')')
            break
        }
    })

    $completions.Where{ $_.CompletionText -like "$wordToComplete*" } |
        Sort-Object -Property ListItemText
}
