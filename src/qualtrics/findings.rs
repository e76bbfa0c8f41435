//! The codes of what can be found in an export or a pipe.

use crate::core::diagnostic::codes;

codes! {
    /// No column answers a pipe.
    FIELD_NOT_IN_EXPORT = "field_not_in_export", Error,
        "A pipe asks for a field that no column of the export holds. The mapping may be for another survey, or the field was left out of the export.";
    /// Several columns answer a pipe.
    FIELD_AMBIGUOUS = "field_ambiguous", Error,
        "Several columns have the name that a pipe asks for. Row-1 names may repeat; the ImportIds in row 3 tell them apart.";
    /// A pipe asks for labels of an export of recodes.
    LABELS_NEED_SURVEY = "labels_need_survey", Error,
        "A pipe asks for choice texts, but the export holds numeric values. Give the survey with --survey, or export choice text.";
    /// A pipe asks for recodes of an export of labels.
    RECODES_NEED_SURVEY = "recodes_need_survey", Error,
        "A pipe asks for recode values, but the export holds choice texts. Give the survey with --survey, or export numeric values.";
    /// A pipe asks for what only a survey definition holds.
    SURVEY_NEEDED = "survey_needed", Error,
        "What the pipe asks for (question text, all choices, other-text) is in the survey definition and not in a response. Give it with --survey.";
    /// A question, choice or row is not in the survey.
    NOT_IN_SURVEY = "not_in_survey", Error,
        "The survey definition given with --survey has no such question, row, choice, round or scoring. It may be of another survey, or older than the export.";
    /// A question, choice or row that was deleted from the survey.
    DELETED_IN_SURVEY = "deleted_in_survey", Warning,
        "The pipe asks for a question, choice or row that was deleted from the survey. Older responses have it; new ones give nothing.";
    /// A selector of another kind of question.
    WRONG_SELECTOR = "wrong_selector", Error,
        "The pipe asks a question for what its kind does not have: an answer in a row of a question without rows, a text where nothing is typed. The task would send nothing.";
    /// Embedded data that the survey flow does not declare.
    EMBEDDED_NOT_IN_SURVEY = "embedded_not_in_survey", Warning,
        "The survey flow declares no embedded data of this name. It may come with a contact, or be a typing error: names are compared letter for letter.";
    /// A question of a loop without its round.
    PIPE_NEEDS_ROUND = "pipe_needs_round", Error,
        "The question stands in a loop & merge block and has an answer for each round; the pipe must name the round, as in ${q://1_QID5/…}.";
    /// Choices that share a label or a recode.
    CHOICES_ALIKE = "choices_alike", Warning,
        "Two choices of the question share the label or the recode that the pipe gives, so that it does not tell which of them was selected.";
    /// A value of the export is neither a recode nor a label of its question.
    NOT_A_CHOICE = "not_a_choice", Error,
        "A cell holds what is neither a recode nor a label of its question: a code that the export option \"Recode seen but unanswered questions as\" wrote, or a choice that was deleted or recoded since. Name the code in `unanswered`, or say with `map` or `missing` what the value means. The event is held back.";
    /// The cell of a choice that says neither that it was selected nor that it was not.
    SELECTION_UNCLEAR = "selection_unclear", Error,
        "A column of one choice holds what is neither `1`, nor the label or recode of that choice, nor a code of `unanswered`: whether it was selected is unknown. The export option \"Recode seen but unanswered multi-value fields as\" writes such codes; name them in `unanswered`. The event is held back.";
    /// A label that several choices share, or a cell that can be split in several ways.
    CHOICE_AMBIGUOUS = "choice_ambiguous", Error,
        "A cell can be read in more than one way: choices share a label, or labels with commas were joined by commas. The event is held back.";
    /// A JSON response has a value without its label.
    LABEL_NOT_IN_RESPONSE = "label_not_in_response", Error,
        "A response has an answer but not its label, and no survey definition to look it up in. The event is held back.";
    /// A pipe whose value exists only while a workflow or a survey runs.
    PIPE_NOT_IN_RESPONSE = "pipe_not_in_response", Error,
        "The value of this pipe exists only while the survey or the workflow runs; no export holds it.";
    /// A pipe of a response where there is a contact.
    PIPE_NOT_IN_CONTACT = "pipe_not_in_contact", Error,
        "The task begins with a contact (`trigger: contact`), and the pipe asks for what only a survey response has.";
    /// A matrix pipe without its row.
    PIPE_NEEDS_ROW = "pipe_needs_row", Error,
        "A matrix has an answer for each row; the pipe must name the row.";
    /// A date format that qseg does not know.
    DATE_FORMAT_UNKNOWN = "date_format_unknown", Error,
        "The PHP-style format of a date pipe has a letter that is not documented, so that its rendering would be a guess.";
    /// A form of pipe that is inferred and not evidenced.
    PIPE_UNVERIFIED = "pipe_unverified", Note,
        "Of the ${rm://…} pipes only ResponseID has been seen in real tasks; this one is read by its name.";
    /// The recodes of choices whose columns have only their numbers.
    RECODES_PRESUMED = "recodes_presumed", Note,
        "Each choice has a column of its own, which names the choice by its number; that is its recode unless the survey has another, as --survey would tell.";
    /// Nothing tells labels from recodes.
    VALUES_UNDECIDED = "values_undecided", Error,
        "The export has neither Finished nor Status, and no survey is given that would tell whether its choice cells hold labels or recodes.";
    /// Some rows hold labels, others recodes.
    VALUES_MIXED = "values_mixed", Error,
        "Some rows hold labels and others recodes. The file was probably put together from two exports.";
    /// Choice texts that may be several, joined by commas.
    UNSPLIT_CHOICES = "unsplit_choices", Warning,
        "A choice text holds a comma that may join several choices. Without the survey they cannot be told apart; the text is sent as it stands.";
    /// A row of the header that is not there.
    HEADER_ROW_MISSING = "header_row_missing", Warning,
        "A row of the export's header is missing: somebody deleted it, or wrote the file again without it. ImportIds tell which question a column is, names are what `${column://…}` asks for, texts have the labels of choices.";
    /// A row of the header among the responses.
    HEADER_ROW_IN_DATA = "header_row_in_data", Warning,
        "A row of names, texts or ImportIds stands among the responses: exports were put together, or rows were sorted. It is no response and is left out, whatever --include says.";
    /// No Status column.
    STATUS_MISSING = "status_missing", Warning,
        "The export has no Status column, so that previews, tests and spam cannot be left out.";
    /// No Finished column.
    FINISHED_MISSING = "finished_missing", Warning,
        "The export has no Finished column, so that unfinished responses cannot be left out.";
    /// A Status or Finished text that nobody knows.
    KIND_UNKNOWN = "kind_unknown", Error,
        "Status or Finished holds a text that qseg does not know; the response is left out until `--include unknown` says otherwise.";
    /// No ResponseId.
    NO_RESPONSE_ID = "no_response_id", Warning,
        "The export has no ResponseId, so that message ids are made from the cells and the position: they change when the export does.";
    /// A response in the export twice, with other content.
    DUPLICATE_DIFFERS = "duplicate_differs", Error,
        "The same ResponseId stands in the input twice with different answers. Decide which one counts.";
    /// Too many responses to look for repeated ids.
    DUPLICATES_UNCHECKED = "duplicates_unchecked", Warning,
        "There are more responses than qseg keeps in memory; ResponseIds that repeat are not looked for beyond that.";
    /// Dates without any zone in a current export.
    ZONE_PRESUMED_UTC = "zone_presumed_utc", Warning,
        "The dates of the export name no zone; UTC is presumed, as the API has it. Set `timezone` in the mapping or --timezone if that is wrong.";
    /// The header names a zone that the database does not have.
    ZONE_UNKNOWN = "zone_unknown", Warning,
        "The header names a time zone that the time-zone database does not have.";
    /// No recorded date could be read.
    TIMESTAMP_UNDETERMINED = "timestamp_undetermined", Warning,
        "The recorded date cannot be read for certain (its zone is unknown, or a spreadsheet rewrote it), so that the event carries no timestamp.";
    /// No RecordedDate column.
    RECORDED_DATE_MISSING = "recorded_date_missing", Warning,
        "The export has no RecordedDate column. Older exports have EndDate, which is then taken; without either events carry no timestamp.";
    /// A local hour that is missing or doubled.
    CLOCK_CHANGE = "clock_change", Warning,
        "A local time falls into a clock change (the hour is missing or exists twice); the offset before the change is taken.";
    /// A key that no response had.
    FIELD_NEVER_PRESENT = "field_never_present", Warning,
        "No response of the input has this field. JSON leaves unanswered fields out, so that this may be normal, or a typing error.";
    /// A value that means "seen but not answered".
    SEEN_UNANSWERED = "seen_unanswered", Warning,
        "A code of `unanswered` (-99 unless the mapping says otherwise), or the 99999 of older exports, stands as the answer to a question whose choices are not known. It is sent as an answer; give the survey with --survey, or name it in `missing`.";
    /// Labels of a survey that was answered in several languages.
    LABEL_IN_MULTILINGUAL_SURVEY = "label_in_multilingual_survey", Warning,
        "The pipe gives a text of the survey (a choice, a question), and responses were given in several languages: one answer may arrive as several texts. Recodes are the same in every language.";
    /// A character that was lost on the way.
    TEXT_DAMAGED = "text_damaged", Warning,
        "A text holds the replacement character U+FFFD: a character was cut in half (an emoji in a text of limited length) or lost in a wrong encoding before qseg read it. It is sent as it is.";
    /// The export is of another survey than the mapping expects.
    SURVEY_MISMATCH = "survey_mismatch", Error,
        "`expects` names the export tag of a field, and the input or the survey has another one: this mapping is for another survey.";
    /// A field of `expects` is nowhere.
    EXPECTED_FIELD_MISSING = "expected_field_missing", Warning,
        "`expects` names a field that the input does not have.";
}
