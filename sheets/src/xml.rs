//! The little of XML that both formats need: events over a part, attributes, references to characters.

use crate::archive::Part;
use quick_xml::events::{BytesRef, BytesStart};
use quick_xml::Reader;

/// Why a part cannot be followed; whoever reads it adds sheet and row.
#[derive(Debug)]
pub(crate) struct Malformed;

impl From<quick_xml::Error> for Malformed {
    fn from(_: quick_xml::Error) -> Self {
        // Its message may quote the part, so it stays here.
        Malformed
    }
}

/// A reader of events over a part: an empty element gives a start and an end.
pub(crate) fn reader(part: Part) -> Reader<Part> {
    let mut reader = Reader::from_reader(part);
    reader.config_mut().expand_empty_elements = true;
    reader
}

/// The attributes of an element: name without prefix, value as written.
pub(crate) fn attributes<'a>(element: &'a BytesStart) -> impl Iterator<Item = (&'a str, &'a str)> {
    let mut rest = element.attributes_raw();
    std::iter::from_fn(move || {
        let (name, after) = rest.split_once('=')?;
        let after = after.trim_ascii_start();
        let quote = after.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
        let (value, after) = after[1..].split_once(quote)?;
        rest = after;
        let name = name.trim_ascii();
        Some((name.rsplit_once(':').map_or(name, |(_, name)| name), value))
    })
}

/// One attribute by its name without prefix, as written.
pub(crate) fn attribute<'a>(element: &'a BytesStart, name: &str) -> Option<&'a str> {
    attributes(element).find(|(known, _)| *known == name).map(|(_, value)| value)
}

/// Whether an attribute says yes.
pub(crate) fn is_true(value: Option<&str>) -> bool {
    matches!(value, Some("1" | "true"))
}

/// An attribute's text with its references to characters resolved.
pub(crate) fn unescaped(value: &str) -> String {
    quick_xml::escape::unescape(value).map_or_else(|_| value.to_owned(), |text| text.into_owned())
}

/// Adds the character that a reference stands for. A document type of its own is not read, so there are no others.
pub(crate) fn reference(reference: &BytesRef, out: &mut String) -> Result<(), Malformed> {
    if let Some(character) = reference.resolve_char_ref().map_err(|_| Malformed)? {
        out.push(character);
        return Ok(());
    }
    out.push(match &**reference {
        "amp" => '&',
        "lt" => '<',
        "gt" => '>',
        "quot" => '"',
        "apos" => '\'',
        _ => return Err(Malformed),
    });
    Ok(())
}
