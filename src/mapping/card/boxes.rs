//! One box of the form, and what becomes of it.

use crate::mapping::model::ValueSpec;
use crate::task::form_pipe::{InForm, in_form};

/// A box, and what becomes of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct FormBox {
    /// What it is called; a row's key.
    pub(crate) label: String,
    /// Whether that is what the form calls it.
    pub(crate) label_is_verified: bool,
    /// Whether it is a row of keys and values: the label is the key, to be pasted as well.
    pub(crate) is_row: bool,
    /// What becomes of it.
    pub(crate) how: How,
    /// What to know of it: what is not verified, or why nothing can stand there.
    pub(crate) notes: Vec<String>,
}

/// What becomes of a box.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum How {
    /// Something is chosen or done, in words.
    Choose(String),
    /// This text is pasted, letter for letter.
    Paste(String),
    /// It is switched, or ticked.
    Switch(bool),
    /// Nothing can stand there.
    Nothing,
}

impl How {
    /// The word in documents.
    pub(crate) fn name(&self) -> &'static str {
        match self {
            How::Choose(_) => "choose",
            How::Paste(_) => "paste",
            How::Switch(_) => "switch",
            How::Nothing => "nothing",
        }
    }
}

impl FormBox {
    fn new(label: impl Into<String>, how: How) -> FormBox {
        FormBox { label: label.into(), label_is_verified: true, is_row: false, how, notes: Vec::new() }
    }

    /// The form is not known to call it that.
    pub(super) fn unverified_label(mut self) -> FormBox {
        self.label_is_verified = false;
        self
    }

    /// It is a row, under its key.
    pub(super) fn row(mut self) -> FormBox {
        self.is_row = true;
        self
    }

    /// With these words beside it.
    pub(super) fn says(mut self, note: String) -> FormBox {
        self.notes.push(note);
        self
    }
}

pub(super) fn choose(label: impl Into<String>, what: impl Into<String>) -> FormBox {
    FormBox::new(label, How::Choose(what.into()))
}

pub(super) fn switch(label: &str, on: bool) -> FormBox {
    FormBox::new(label, How::Switch(on))
}

/// A tick box: the same as a switch.
pub(super) fn tick(label: &str, on: bool) -> FormBox {
    switch(label, on)
}

/// A value to paste, unless a pipe of it has no place in the form.
pub(super) fn paste(label: &str, value: &ValueSpec) -> FormBox {
    let mut made = FormBox::new(label, How::Paste(value.written()));
    for pipe in value.template.pipes() {
        match in_form(&pipe.kind) {
            InForm::Taken => {}
            InForm::Unverified(reason) => made.notes.push(format!("unverified: {}: {reason}", pipe.text)),
            InForm::Needs(what) => made.notes.push(format!("{} needs {what}", pipe.text)),
            InForm::NoPlace(reason, instead) => {
                made.how = How::Nothing;
                made.notes.push(match instead {
                    Some(instead) => format!("{} has no place here: {reason}; {instead} is the same field", pipe.text),
                    None => format!("{} has no place here: {reason}", pipe.text),
                });
            }
        }
    }
    made
}
