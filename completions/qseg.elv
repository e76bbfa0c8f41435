
use builtin;
use str;

set edit:completion:arg-completer[qseg] = {|@words|
    fn spaces {|n|
        builtin:repeat $n ' ' | str:join ''
    }
    fn cand {|text desc|
        edit:complex-candidate $text &display=$text' '(spaces (- 14 (wcswidth $text)))$desc
    }
    var command = 'qseg'
    for word $words[1..-1] {
        if (str:has-prefix $word '-') {
            break
        }
        set command = $command';'$word
    }
    var completions = [
        &'qseg'= {
            cand --color 'When to colour output'
            cand -q 'Say nothing but data and errors'
            cand --quiet 'Say nothing but data and errors'
            cand -v 'Show notes as well'
            cand --verbose 'Show notes as well'
            cand --no-input 'Never ask anything'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
            cand -V 'Print version'
            cand --version 'Print version'
            cand send 'Build the events of survey responses and judge them as Segment would'
            cand inspect 'Say what is in an export: its generation, fields, statuses, dates, and how to export it better'
            cand mapping 'Begin and check mapping files, and help to write them'
            cand completions 'Print the script that makes a shell complete qseg''s commands and options'
            cand man 'Print a manual page, of qseg or of one of its commands'
            cand help 'Explain a command, or a topic: environment, exit-codes, mapping, pipes'
        }
        &'qseg;send'= {
            cand -m 'The mapping file [default: qseg.yaml, qseg.yml or qseg.json here, else beside the first INPUT, else inferred]'
            cand --mapping 'The mapping file [default: qseg.yaml, qseg.yml or qseg.json here, else beside the first INPUT, else inferred]'
            cand -e 'Which of the mapping''s sources message ids are made for'
            cand --env 'Which of the mapping''s sources message ids are made for'
            cand --task 'Only this task of the mapping'
            cand --response 'Only this response'
            cand --limit 'Stop after this many responses that count'
            cand --include 'Kinds of responses to let through: partial, preview, test, imported, spam, all'
            cand --recorded-after 'Only responses recorded at or after this moment (2026-03-01, 2026-03-01T09:00:00Z)'
            cand --recorded-before 'Only responses recorded before this moment'
            cand --survey 'The survey''s response schema, to turn labels into recodes and back'
            cand --timezone 'The zone of dates that name none, as an IANA name (America/Denver)'
            cand --now 'The moment that `${date://CurrentDate/…}` gives and `until` in the mapping is compared with [default: now]'
            cand --duplicates 'What to do with a response that stands in the input twice with different answers'
            cand --format 'What is printed: a summary for people, one document, or every event as it would stand in a batch'
            cand --deny 'Findings that make the exit code 3 as errors do: warnings, or codes'
            cand --input-format 'Read every INPUT as this, whatever its content says: csv, tsv, json, ndjson'
            cand --max-record-bytes 'The most that one response may take'
            cand --max-bytes 'The most that a packed INPUT may unpack to'
            cand --color 'When to colour output'
            cand -n 'Build and judge everything, send nothing'
            cand --dry-run 'Build and judge everything, send nothing'
            cand --infer 'Without a mapping file, infer one from the first INPUT even where nobody watches (CI, --no-input)'
            cand --show-values 'Show personal values that are masked otherwise'
            cand -q 'Say nothing but data and errors'
            cand --quiet 'Say nothing but data and errors'
            cand -v 'Show notes as well'
            cand --verbose 'Show notes as well'
            cand --no-input 'Never ask anything'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'qseg;inspect'= {
            cand --survey 'The survey''s response schema, for the texts of JSON fields'
            cand --format 'Text for people, or one document'
            cand --max-bytes 'The most that a packed INPUT may unpack to'
            cand --max-record-bytes 'The most that one response may take'
            cand --color 'When to colour output'
            cand -q 'Say nothing but data and errors'
            cand --quiet 'Say nothing but data and errors'
            cand -v 'Show notes as well'
            cand --verbose 'Show notes as well'
            cand --no-input 'Never ask anything'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'qseg;mapping'= {
            cand --color 'When to colour output'
            cand -q 'Say nothing but data and errors'
            cand --quiet 'Say nothing but data and errors'
            cand -v 'Show notes as well'
            cand --verbose 'Show notes as well'
            cand --no-input 'Never ask anything'
            cand -h 'Print help'
            cand --help 'Print help'
            cand init 'Write a commented mapping to begin from, inferred from an export or a response schema'
            cand check 'Check mapping files: every error and warning in one run, each at its line'
            cand schema 'Print the JSON Schema of the mapping file, for editors'
        }
        &'qseg;mapping;init'= {
            cand -o 'The file to write; `-` is standard output [default: asked on a terminal, else `-`]'
            cand --output 'The file to write; `-` is standard output [default: asked on a terminal, else `-`]'
            cand --survey 'The survey''s response schema: its texts, choices and export tags'
            cand --timezone 'The zone of dates that name none, as an IANA name (America/Denver)'
            cand --user-id 'The field that identifies people: its pipe, ImportId or column; `none` for none [default: the most often filled]'
            cand --personal-data 'What becomes of fields that hold personal data [default: comment]'
            cand --max-record-bytes 'The most that one response may take'
            cand --max-bytes 'The most that a packed INPUT may unpack to'
            cand --color 'When to colour output'
            cand --force 'Replace the file if it is there already'
            cand -q 'Say nothing but data and errors'
            cand --quiet 'Say nothing but data and errors'
            cand -v 'Show notes as well'
            cand --verbose 'Show notes as well'
            cand --no-input 'Never ask anything'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'qseg;mapping;check'= {
            cand --responses 'Try the mapping on these responses, as a dry run would, to find what values come to; may be repeated'
            cand --survey 'The survey''s response schema, to turn labels into recodes and back (with --responses)'
            cand --format 'How findings are shown'
            cand --deny 'Findings that make the exit code 3 as errors do: warnings, or codes'
            cand --color 'When to colour output'
            cand --privacy 'Show everything that is sent with its class of personal data, masked, and whether it is allowed'
            cand --list-codes 'List every code that a finding can have, with its severity and meaning, and check nothing'
            cand -q 'Say nothing but data and errors'
            cand --quiet 'Say nothing but data and errors'
            cand -v 'Show notes as well'
            cand --verbose 'Show notes as well'
            cand --no-input 'Never ask anything'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'qseg;mapping;schema'= {
            cand --color 'When to colour output'
            cand -q 'Say nothing but data and errors'
            cand --quiet 'Say nothing but data and errors'
            cand -v 'Show notes as well'
            cand --verbose 'Show notes as well'
            cand --no-input 'Never ask anything'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'qseg;completions'= {
            cand --color 'When to colour output'
            cand -q 'Say nothing but data and errors'
            cand --quiet 'Say nothing but data and errors'
            cand -v 'Show notes as well'
            cand --verbose 'Show notes as well'
            cand --no-input 'Never ask anything'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'qseg;man'= {
            cand --color 'When to colour output'
            cand -q 'Say nothing but data and errors'
            cand --quiet 'Say nothing but data and errors'
            cand -v 'Show notes as well'
            cand --verbose 'Show notes as well'
            cand --no-input 'Never ask anything'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
        &'qseg;help'= {
            cand --color 'When to colour output'
            cand -q 'Say nothing but data and errors'
            cand --quiet 'Say nothing but data and errors'
            cand -v 'Show notes as well'
            cand --verbose 'Show notes as well'
            cand --no-input 'Never ask anything'
            cand -h 'Print help (see more with ''--help'')'
            cand --help 'Print help (see more with ''--help'')'
        }
    ]
    $completions[$command]
}
