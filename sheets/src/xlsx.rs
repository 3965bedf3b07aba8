//! The xlsx format (ECMA-376): workbook, shared texts, number formats, and the rows of a sheet as a stream.

use crate::archive::{Archive, Part};
use crate::error::SheetError;
use crate::row::{Region, Row, COLUMNS, ROWS};
use crate::values::{self, Format};
use crate::xml::{attribute, attributes, is_true, reader, reference, unescaped, Malformed};
use quick_xml::events::Event;
use quick_xml::Reader;
use std::collections::BTreeMap;
use std::rc::Rc;

/// Bytes that a small part (workbook, relations, styles) may take.
const SMALL_PART: u64 = 64 << 20;
/// Bytes of shared texts.
const TEXTS_LIMIT: usize = 512 << 20;
/// Number formats, sheets or merged cells of one workbook.
pub(crate) const THINGS_LIMIT: usize = 100_000;

/// A sheet as the workbook lists it. Its name is read past.
pub(crate) struct Listed {
    /// The part that holds it; absent for sheets without cells (charts, dialogs).
    pub(crate) part: Option<String>,
    pub(crate) hidden: bool,
}

/// What all sheets of a workbook share.
#[derive(Default)]
pub(crate) struct Shared {
    texts: String,
    /// End of each text in `texts`.
    ends: Vec<u32>,
    formats: Vec<Format>,
    from_1904: bool,
}

impl Shared {
    fn text(&self, index: usize) -> Option<&str> {
        let end = *self.ends.get(index)? as usize;
        let start =
            index.checked_sub(1).and_then(|before| self.ends.get(before)).map_or(0, |&end| end as usize);
        self.texts.get(start..end)
    }
}

/// A workbook: its sheets, and what they share (the shared texts are read by [`Texts`]).
pub(crate) struct Workbook {
    pub(crate) sheets: Vec<Listed>,
    pub(crate) shared: Shared,
    pub(crate) texts: Option<Texts>,
}

const UNREADABLE: SheetError = SheetError::Unreadable { sheet: None, row: None };

/// Reads what comes before the sheets.
///
/// # Errors
/// When it is no xlsx workbook, or one that cannot be followed.
pub(crate) fn open(archive: &Archive) -> Result<Workbook, SheetError> {
    let path = main_part(archive)?.ok_or(SheetError::NotAWorkbook)?;
    let (folder, file) = path.rsplit_once('/').unwrap_or(("", &path));
    let relations = relations(archive, &format!("{folder}/_rels/{file}.rels"), folder)?;
    let mut shared = Shared::default();
    let mut sheets = Vec::new();
    each(archive, &path, |event| {
        let Event::Start(element) = event else { return Ok(()) };
        match element.local_name().as_ref() {
            "workbookPr" => shared.from_1904 = is_true(attribute(element, "date1904")),
            "sheet" => {
                let (mut hidden, mut part) = (false, None);
                for (name, value) in attributes(element) {
                    match name {
                        "state" => hidden = value != "visible",
                        // `r:id`; the prefix is gone.
                        "id" => part = relations.get(value).filter(|relation| relation.kind == "worksheet"),
                        _ => {}
                    }
                }
                sheets.push(Listed { part: part.map(|relation| relation.target.clone()), hidden });
            }
            _ => {}
        }
        Ok(())
    })?;
    if sheets.len() > THINGS_LIMIT {
        return Err(SheetError::TooMany { limit: THINGS_LIMIT as u32 });
    }
    let of_kind = |kind: &str| relations.values().find(|relation| relation.kind == kind);
    if let Some(styles) = of_kind("styles").filter(|styles| archive.has(&styles.target)) {
        shared.formats = formats(archive, &styles.target)?;
    }
    let texts = match of_kind("sharedStrings") {
        Some(strings) => archive.part(&strings.target)?.map(Texts::new),
        None => None,
    };
    Ok(Workbook { sheets, shared, texts })
}

/// The part that the container calls its document, when that is a workbook of this format.
fn main_part(archive: &Archive) -> Result<Option<String>, SheetError> {
    let document = relations(archive, "_rels/.rels", "")?
        .into_values()
        .find(|relation| relation.kind == "officeDocument")
        .map(|relation| relation.target);
    let path = document.unwrap_or_else(|| "xl/workbook.xml".to_owned());
    if path.to_ascii_lowercase().ends_with(".bin") && archive.has(&path) {
        return Err(SheetError::BinaryWorkbook);
    }
    let mut workbook = false;
    if archive.has(&path) && path.to_ascii_lowercase().ends_with(".xml") {
        let mut first = true;
        each(archive, &path, |event| {
            if let Event::Start(element) = event {
                workbook |= first && element.local_name().as_ref() == "workbook";
                first = false;
            }
            Ok(())
        })?;
    }
    Ok(workbook.then_some(path))
}

/// Where a part points to: the last word of the relation's type, and the part's name.
struct Relation {
    kind: String,
    target: String,
}

/// The relations in a part by their id; none when there is no such part.
fn relations(archive: &Archive, path: &str, folder: &str) -> Result<BTreeMap<String, Relation>, SheetError> {
    let mut found = BTreeMap::new();
    let path = path.trim_start_matches('/');
    if !archive.has(path) {
        return Ok(found);
    }
    each(archive, path, |event| {
        let Event::Start(element) = event else { return Ok(()) };
        if element.local_name().as_ref() == "Relationship" {
            let (mut id, mut kind, mut target) = (String::new(), String::new(), String::new());
            for (name, value) in attributes(element) {
                match name {
                    "Id" => id = unescaped(value),
                    "Type" => kind = value.rsplit('/').next().unwrap_or_default().to_owned(),
                    "Target" => target = resolved(folder, &unescaped(value)),
                    _ => {}
                }
            }
            found.insert(id, Relation { kind, target });
        }
        Ok(())
    })?;
    Ok(found)
}

/// The name of a part from a target that may be relative.
fn resolved(folder: &str, target: &str) -> String {
    let target = target.replace('\\', "/");
    let mut steps: Vec<&str> = match target.strip_prefix('/') {
        Some(_) => Vec::new(),
        None => folder.split('/').filter(|step| !step.is_empty()).collect(),
    };
    for step in target.split('/') {
        match step {
            "" | "." => {}
            ".." => drop(steps.pop()),
            step => steps.push(step),
        }
    }
    steps.join("/")
}

/// The number formats of a workbook, by the number that cells have.
fn formats(archive: &Archive, path: &str) -> Result<Vec<Format>, SheetError> {
    let mut own = BTreeMap::new();
    let mut formats = Vec::new();
    let mut in_cells = false;
    each(archive, path, |event| {
        match event {
            Event::Start(element) => match element.local_name().as_ref() {
                "numFmt" => {
                    let id = attribute(element, "numFmtId").and_then(|id| id.parse::<u32>().ok());
                    let code = attribute(element, "formatCode").map(unescaped);
                    if let (Some(id), Some(code)) = (id, code) {
                        own.insert(id, Format::of_code(&code));
                    }
                }
                "cellXfs" => in_cells = true,
                "xf" if in_cells => {
                    let id =
                        attribute(element, "numFmtId").and_then(|id| id.parse::<u32>().ok()).unwrap_or(0);
                    formats.push(own.get(&id).copied().unwrap_or_else(|| Format::built_in(id)));
                }
                _ => {}
            },
            Event::End(element) if element.local_name().as_ref() == "cellXfs" => in_cells = false,
            _ => {}
        }
        Ok(())
    })?;
    if formats.len() > THINGS_LIMIT {
        return Err(SheetError::TooMany { limit: THINGS_LIMIT as u32 });
    }
    Ok(formats)
}

/// Goes through a small part.
fn each(
    archive: &Archive,
    path: &str,
    mut take: impl FnMut(&Event) -> Result<(), Malformed>,
) -> Result<(), SheetError> {
    if archive.size(path) > SMALL_PART {
        return Err(SheetError::TooLarge {
            megabytes: (archive.size(path) / 1_000_000) as u32,
            limit: (SMALL_PART / 1_000_000) as u32,
        });
    }
    let part = archive.part(path)?.ok_or(UNREADABLE)?;
    let mut reader = reader(part);
    let mut buffer = Vec::new();
    loop {
        buffer.clear();
        match reader.read_event_into(&mut buffer).map_err(|_| UNREADABLE)? {
            Event::Eof => return Ok(()),
            event => take(&event).map_err(|_| UNREADABLE)?,
        }
    }
}

/// The shared texts under way.
pub(crate) struct Texts {
    reader: Reader<Part>,
    buffer: Vec<u8>,
    place: Place,
    text: String,
}

/// Where in a text the reading is: only `t` elements hold characters, and those of phonetic hints are left out.
#[derive(Default)]
struct Place {
    phonetic: u32,
    taking: bool,
}

impl Place {
    fn start(&mut self, name: &str) {
        match name {
            "rPh" => self.phonetic += 1,
            "t" => self.taking = self.phonetic == 0,
            _ => {}
        }
    }

    fn end(&mut self, name: &str) {
        match name {
            "rPh" => self.phonetic = self.phonetic.saturating_sub(1),
            "t" => self.taking = false,
            _ => {}
        }
    }
}

impl Texts {
    fn new(part: Part) -> Self {
        Self { reader: reader(part), buffer: Vec::new(), place: Place::default(), text: String::new() }
    }

    /// Bytes read so far.
    pub(crate) fn given(&mut self) -> u64 {
        self.reader.get_mut().given()
    }

    /// Reads the next texts, up to about `bytes`; true when there are no more.
    ///
    /// # Errors
    /// When the part cannot be followed, or holds more than can be kept.
    pub(crate) fn step(&mut self, bytes: u64, shared: &mut Shared) -> Result<bool, SheetError> {
        let stop = self.given() + bytes;
        loop {
            self.buffer.clear();
            match self.reader.read_event_into(&mut self.buffer).map_err(|_| UNREADABLE)? {
                Event::Start(element) => self.place.start(element.local_name().as_ref()),
                Event::Text(text) if self.place.taking => self.text.push_str(&text.xml10_content()),
                Event::CData(text) if self.place.taking => self.text.push_str(&text.xml10_content()),
                Event::GeneralRef(found) if self.place.taking => {
                    reference(&found, &mut self.text).map_err(|_| UNREADABLE)?;
                }
                Event::End(element) => {
                    let name = element.local_name();
                    self.place.end(name.as_ref());
                    if name.as_ref() == "si" {
                        push_unhexed(&self.text, &mut shared.texts);
                        self.text.clear();
                        if shared.texts.len() > TEXTS_LIMIT {
                            let mb = |bytes: usize| (bytes / 1_000_000) as u32;
                            return Err(SheetError::TooLarge {
                                megabytes: mb(shared.texts.len()),
                                limit: mb(TEXTS_LIMIT),
                            });
                        }
                        shared.ends.push(shared.texts.len() as u32);
                    }
                }
                Event::Eof => return Ok(true),
                _ => {}
            }
            if self.reader.get_mut().given() >= stop {
                return Ok(false);
            }
        }
    }
}

/// Adds a text whose special characters are written as `_x000D_`.
fn push_unhexed(text: &str, out: &mut String) {
    let mut rest = text;
    while let Some(at) = rest.find("_x") {
        let code = rest.get(at + 2..at + 6).filter(|_| rest.as_bytes().get(at + 6) == Some(&b'_'));
        let code = code.filter(|code| code.bytes().all(|byte| byte.is_ascii_hexdigit()));
        let character = code.and_then(|code| u32::from_str_radix(code, 16).ok()).and_then(char::from_u32);
        let (kept, skipped) = match character {
            Some(_) => (at, 7),
            None => (at + 2, 0),
        };
        out.push_str(&rest[..kept]);
        out.extend(character);
        rest = &rest[kept + skipped..];
    }
    out.push_str(rest);
}

/// What a cell says its content is.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Number,
    Shared,
    Text,
    Boolean,
    Date,
    Error,
}

/// The rows of one sheet as a stream.
pub(crate) struct Rows {
    reader: Reader<Part>,
    buffer: Vec<u8>,
    shared: Rc<Shared>,
    /// In `sheetData`, and whether that has been.
    inside: bool,
    seen: bool,
    /// From 1.
    row: u32,
    in_row: bool,
    /// Column of the next cell without a place of its own, from 0.
    next_column: u32,
    cell: Option<(u32, Kind, Format)>,
    place: Place,
    taking: bool,
    text: String,
    /// Merged cells, which stand below the rows.
    pub(crate) merged: Vec<Region>,
}

impl Rows {
    pub(crate) fn new(part: Part, shared: Rc<Shared>) -> Self {
        Self {
            reader: reader(part),
            buffer: Vec::new(),
            shared,
            inside: false,
            seen: false,
            row: 0,
            in_row: false,
            next_column: 0,
            cell: None,
            place: Place::default(),
            taking: false,
            text: String::new(),
            merged: Vec::new(),
        }
    }

    /// Bytes read so far.
    pub(crate) fn given(&mut self) -> u64 {
        self.reader.get_mut().given()
    }

    /// Number of the row that was read last, from 1.
    pub(crate) fn row(&self) -> u32 {
        self.row
    }

    /// The next row; false after the last.
    ///
    /// # Errors
    /// When the sheet cannot be followed, or its rows do not stand in order.
    pub(crate) fn next(&mut self, row: &mut Row) -> Result<bool, Malformed> {
        loop {
            self.buffer.clear();
            match self.reader.read_event_into(&mut self.buffer)? {
                Event::Start(element) => {
                    let name = element.local_name();
                    match name.as_ref() {
                        "sheetData" => (self.inside, self.seen) = (true, true),
                        "row" if self.inside => {
                            let number = match attribute(&element, "r") {
                                Some(number) => number.trim().parse().map_err(|_| Malformed)?,
                                None => self.row + 1,
                            };
                            if number <= self.row || number > ROWS || self.in_row {
                                return Err(Malformed);
                            }
                            (self.row, self.in_row, self.next_column) = (number, true, 0);
                            row.begin(number);
                        }
                        "c" if self.in_row => {
                            let (mut column, mut kind, mut format) =
                                (self.next_column, Kind::Number, Format::Number);
                            for (name, value) in attributes(&element) {
                                match name {
                                    "r" => column = column_of(value).ok_or(Malformed)?,
                                    "t" => kind = kind_of(value).ok_or(Malformed)?,
                                    "s" => {
                                        let index: Option<usize> = value.parse().ok();
                                        let known = index.and_then(|at| self.shared.formats.get(at));
                                        format = known.copied().unwrap_or(Format::Number);
                                    }
                                    _ => {}
                                }
                            }
                            if column >= COLUMNS {
                                return Err(Malformed);
                            }
                            self.next_column = column + 1;
                            self.cell = Some((column, kind, format));
                            self.text.clear();
                            self.place = Place::default();
                        }
                        "v" if self.cell.is_some() => self.taking = true,
                        "mergeCell" if !self.inside => {
                            if self.merged.len() >= THINGS_LIMIT {
                                return Err(Malformed);
                            }
                            let region = attribute(&element, "ref").and_then(region_of).ok_or(Malformed)?;
                            self.merged.push(region);
                        }
                        name if self.cell.is_some() => {
                            self.place.start(name);
                            self.taking = self.place.taking;
                        }
                        _ => {}
                    }
                }
                Event::Text(text) if self.taking => self.text.push_str(&text.xml10_content()),
                Event::CData(text) if self.taking => self.text.push_str(&text.xml10_content()),
                Event::GeneralRef(found) if self.taking => reference(&found, &mut self.text)?,
                Event::End(element) => match element.local_name().as_ref() {
                    "row" if self.in_row => {
                        self.in_row = false;
                        row.sort();
                        return Ok(true);
                    }
                    "c" => {
                        if let Some((column, kind, format)) = self.cell.take() {
                            fill(row, column, kind, format, &self.text, &self.shared)?;
                        }
                    }
                    "v" => self.taking = false,
                    "sheetData" => self.inside = false,
                    name if self.cell.is_some() => {
                        self.place.end(name);
                        self.taking = self.place.taking;
                    }
                    _ => {}
                },
                Event::Eof => return if self.seen && !self.inside { Ok(false) } else { Err(Malformed) },
                _ => {}
            }
        }
    }
}

/// Puts a cell into its row.
fn fill(
    row: &mut Row,
    column: u32,
    kind: Kind,
    format: Format,
    text: &str,
    shared: &Shared,
) -> Result<(), Malformed> {
    let mut known = true;
    row.fill(column, 1, |out| match kind {
        Kind::Number => {
            // Some exporters leave out the kind of a text.
            if !values::number_text(text, format, shared.from_1904, out) {
                out.push_str(text);
            }
        }
        Kind::Shared if text.is_empty() => {}
        Kind::Shared => match text.trim().parse().ok().and_then(|index| shared.text(index)) {
            Some(text) => out.push_str(text),
            None => known = false,
        },
        Kind::Text => push_unhexed(text, out),
        Kind::Boolean => match text.trim() {
            "" => {}
            "0" | "false" => out.push_str("nee"),
            "1" | "true" => out.push_str("ja"),
            _ => known = false,
        },
        Kind::Date => values::iso_date(text, out),
        // `#N/B`, `#DEEL/0!`: there is no value.
        Kind::Error => {}
    })?;
    known.then_some(()).ok_or(Malformed)
}

fn kind_of(text: &str) -> Option<Kind> {
    Some(match text {
        "n" => Kind::Number,
        "s" => Kind::Shared,
        "str" | "inlineStr" => Kind::Text,
        "b" => Kind::Boolean,
        "d" => Kind::Date,
        "e" => Kind::Error,
        _ => return None,
    })
}

/// The column of a cell's place (`AB12`), from 0.
fn column_of(place: &str) -> Option<u32> {
    let mut column = 0u32;
    for byte in place.bytes().take_while(u8::is_ascii_alphabetic) {
        column = column.checked_mul(26)?.checked_add(u32::from(byte.to_ascii_uppercase() - b'A') + 1)?;
    }
    column.checked_sub(1)
}

/// The region of a reference such as `A1:C2`.
fn region_of(text: &str) -> Option<Region> {
    let (first, last) = text.split_once(':').unwrap_or((text, text));
    let row = |place: &str| {
        place.trim_start_matches(|c: char| c.is_ascii_alphabetic()).parse::<u32>().ok()?.checked_sub(1)
    };
    let region = Region {
        first_row: row(first)?,
        last_row: row(last)?,
        first_column: column_of(first)?,
        last_column: column_of(last)?,
    };
    let whole = region.first_row <= region.last_row && region.first_column <= region.last_column;
    (whole && region.last_row < ROWS && region.last_column < COLUMNS).then_some(region)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_of_cells() {
        assert_eq!(column_of("A1"), Some(0));
        assert_eq!(column_of("z9"), Some(25));
        assert_eq!(column_of("AA10"), Some(26));
        assert_eq!(column_of("XFD1048576"), Some(16_383));
        assert_eq!(column_of("12"), None);
        assert_eq!(column_of("ZZZZZZZZZ1"), None);
        let region = Region { first_row: 0, last_row: 1, first_column: 1, last_column: 3 };
        assert_eq!(region_of("B1:D2"), Some(region));
        assert_eq!(region_of("D2:B1"), None);
    }

    #[test]
    fn special_characters_of_texts() {
        let read = |text: &str| {
            let mut out = String::new();
            push_unhexed(text, &mut out);
            out
        };
        assert_eq!(read("a_x000D_b"), "a\rb");
        assert_eq!(read("_x005F_x000D_"), "_x000D_");
        assert_eq!(read("a_xyz_ _x00"), "a_xyz_ _x00");
        assert_eq!(read("_x_x0041_"), "_xA");
    }

    #[test]
    fn targets_of_relations() {
        assert_eq!(resolved("xl", "worksheets/sheet1.xml"), "xl/worksheets/sheet1.xml");
        assert_eq!(resolved("xl", "/xl/worksheets/sheet1.xml"), "xl/worksheets/sheet1.xml");
        assert_eq!(resolved("xl/a", "../sheet1.xml"), "xl/sheet1.xml");
    }
}
