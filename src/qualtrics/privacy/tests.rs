//! What is told of names and texts.

use super::*;

fn told_of(text: &str) -> Option<&'static str> {
    told(&words_of(text), &[], &|_, _| true).map(|(class, _)| class.name())
}

#[test]
fn contact_fields_typed_text_and_telling_names_are_personal() {
    for (field, class) in [
        ("recipientEmail", Some(Email)),
        ("QID2_TEXT", Some(FreeText)),
        ("QID3_4_TEXT", Some(FreeText)),
        ("customerEmail", Some(Email)),
        ("First Name", Some(Name)),
        ("home_phone", Some(Phone)),
        ("Geburtsdatum", Some(BirthDate)),
        ("numero_de_telephone", Some(Phone)),
        ("QID1", None),
        ("plan", None),
        ("crm_id", None),
        ("session id", None),
        ("userLanguage", None),
        ("product_name", None),
        ("email_opt_in", None),
    ] {
        assert_eq!(class_of(field), class, "{field}");
    }
}

#[test]
fn a_question_tells_more_than_that_its_answer_is_typed() {
    let judged = |text: &str, made| judge("QID4", &[], &[text], made).map(|judged| judged.class);
    assert_eq!(judged("Which illnesses do you have?", Made::Typed), Some(Health));
    assert_eq!(judged("Do you have a disability?", Made::Chosen), Some(Disability));
    assert_eq!(judged("What is your gender?", Made::Chosen), Some(Gender));
    assert_eq!(judged("May we write to your email address?", Made::Chosen), None, "a yes is no address");
    assert_eq!(judged("What is your email address?", Made::Typed), Some(Email));
    assert_eq!(judged("How old are you?", Made::Chosen), None, "one of several ranges");
    assert_eq!(judged("How old are you?", Made::Typed), Some(BirthDate));
    assert_eq!(judged("Anything else?", Made::Typed), Some(FreeText));
    assert_eq!(judged("Dear ${e://Field/firstName}, how was it?", Made::Unknown), None, "piped into the text");
}

#[test]
fn sensitive_classes_are_told_in_seven_languages_and_their_twins_are_not() {
    for (text, class) in [
        ("Schwerbehinderung", Some("disability")),
        ("Welche Religionszugehörigkeit haben Sie?", Some("religion")),
        ("Êtes-vous membre d'un syndicat ?", Some("union")),
        ("¿Cuál es su orientación sexual?", Some("sex_life")),
        ("Per quale partito ha votato?", Some("politics")),
        ("Qual é a sua raça?", Some("ethnicity")),
        ("Heeft u een strafblad?", Some("criminal")),
        ("race", Some("ethnicity")),
        ("race_time", None),
        ("Which race did you run last Sunday?", None),
        ("server_health", None),
        ("What theme should the birthday party have?", None),
        ("customs union", None),
        ("golf_handicap", None),
        ("birthday party", None),
    ] {
        assert_eq!(told_of(text), class, "{text}");
    }
}

#[test]
fn embedded_data_that_could_identify_is_known_by_its_name() {
    for field in
        ["customer_id", "crmId", "userid", "session id", "work email", "ParticipantID", "Kundennummer", "client_no"]
    {
        assert!(could_identify(field), "{field}");
    }
    for field in [
        "plan",
        "SurveyID",
        "block_id",
        "user_type",
        "QID1",
        "recipientEmail",
        "_recordId",
        "ticket_id",
        "customer_order_id",
    ] {
        assert!(!could_identify(field), "{field}");
    }
}

/// Names and questions in seven languages, half of them harmless, by somebody who had not seen the words.
const BLIND: &str = include_str!("../../../tests/cli/data/personal_names.tsv");

#[test]
fn names_and_questions_that_the_words_were_not_made_for_are_told() {
    let mut wrong = Vec::new();
    let mut sensitive_wrong = Vec::new();
    for line in BLIND.lines().skip(1) {
        let [_, place, text, class, kind] = line.split('\t').collect::<Vec<_>>()[..] else { panic!("{line}") };
        let is_wanted_sensitive = class == "sensitive";
        let wanted = if kind == "-" { class } else { kind };
        let found = match told_of(text) {
            // A postal address is where somebody lives; it has a word of its own in `personalData.allow`.
            Some("address") => "location",
            Some(found) => found,
            None if place == "name" && names_an_id(text) => "external_id",
            None => "none",
        };
        if found != wanted {
            let is_sensitive = PersonalClass::ALL.iter().any(|(name, class)| *name == found && class.is_sensitive());
            let all = if is_wanted_sensitive || is_sensitive { &mut sensitive_wrong } else { &mut wrong };
            all.push(format!("{text}: {found} for {wanted}"));
        }
    }
    assert!(sensitive_wrong.is_empty(), "{sensitive_wrong:#?}\n{wrong:#?}");
    assert!(wrong.len() <= 3, "{wrong:#?}");
    assert_eq!(BLIND.lines().count(), 121);
}

#[test]
fn choices_tell_what_the_question_does_not_say() {
    let told = |choices: &[&str]| judge_choices(choices.iter().copied()).map(|judged| judged.class);
    assert_eq!(told(&["Christian", "Muslim", "Jewish", "None of them"]), Some(Religion));
    assert_eq!(told(&["Diabetes", "Asthma", "Migräne", "Keine davon"]), Some(Health));
    assert_eq!(told(&["Health", "Politics", "Sports", "Music"]), None, "topics");
    assert_eq!(told(&["Yes", "No"]), None);
}

#[test]
fn a_story_before_the_question_tells_nothing_of_the_answer() {
    let story = "Anna has had a long illness, and her doctor told her to take a medicine every day. ".repeat(3);
    assert_eq!(judge("QID4", &[], &[&format!("{story}Which colour is the box?")], Made::Chosen), None);
    let asks = format!("{story}Do you have a disability? - Row");
    assert_eq!(judge("QID4", &[], &[&asks], Made::Chosen).map(|judged| judged.class), Some(Disability));
}

#[test]
fn every_word_of_the_table_is_found_by_itself() {
    let mut lost = Vec::new();
    for row in words::TABLE {
        for word in row.words {
            let text = word.trim_start_matches(['?', '^', '=']).replace('*', "").replace(" ~ ", " ");
            let found = pattern::telling(&words_of(&text));
            if !found.iter().any(|found| found.word == *word) {
                lost.push(format!("{word} of {:?} in {}", row.class, row.language));
            }
        }
    }
    assert!(lost.is_empty(), "{lost:#?}");
}
