//! The text of a ladder file: its rows read, and its cells written.

use super::error::LadderError;

/// The rows of a CSV text with the line on which each starts.
pub(super) fn parse(text: &str) -> Result<(Vec<Vec<String>>, Vec<u32>), LadderError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let first = text.lines().next().unwrap_or("");
    let delimiter = if first.contains(';') { ';' } else { ',' };
    let (mut rows, mut lines) = (Vec::new(), Vec::new());
    let mut row: Vec<String> = Vec::new();
    let mut cell = String::new();
    let (mut quoted, mut line, mut start) = (false, 1u32, 1u32);
    let mut characters = text.chars().peekable();
    while let Some(character) = characters.next() {
        match character {
            '"' if quoted && characters.peek() == Some(&'"') => {
                characters.next();
                cell.push('"');
            }
            '"' if quoted => quoted = false,
            '"' if cell.trim().is_empty() => {
                cell.clear();
                quoted = true;
            }
            '\r' if !quoted && characters.peek() == Some(&'\n') => {}
            '\n' | '\r' if !quoted => {
                row.push(std::mem::take(&mut cell));
                if row.len() > 1 || !row[0].trim().is_empty() {
                    rows.push(std::mem::take(&mut row));
                    lines.push(start);
                }
                row.clear();
                line += 1;
                start = line;
            }
            c if c == delimiter && !quoted => row.push(std::mem::take(&mut cell)),
            c => {
                line += u32::from(c == '\n');
                cell.push(c);
            }
        }
    }
    if quoted {
        return Err(LadderError::NotATable);
    }
    row.push(cell);
    if row.len() > 1 || !row[0].trim().is_empty() {
        rows.push(row);
        lines.push(start);
    }
    for cell in rows.iter_mut().flatten() {
        // An apostrophe before what a spreadsheet would take for a formula (or before another one) is not the value's.
        if cell.strip_prefix('\'').is_some_and(|rest| rest.starts_with(['=', '+', '-', '@', '\''])) {
            cell.remove(0);
        }
    }
    Ok((rows, lines))
}

/// Writes a cell. One that a spreadsheet would take for a formula gets an apostrophe, which reading takes off again.
pub(super) fn cell(text: &mut String, value: &str) {
    let formula =
        value.starts_with(['=', '+', '@', '\t']) || (value.starts_with('-') && value.parse::<f64>().is_err());
    let quoted = value.contains([';', '"', '\n', '\r', ',']) || value.trim() != value;
    if quoted {
        text.push('"');
    }
    let escaped = value.strip_prefix('\'').is_some_and(|rest| rest.starts_with(['=', '+', '-', '@', '\'']));
    if formula || escaped {
        text.push('\'');
    }
    for character in value.chars() {
        if quoted && character == '"' {
            text.push('"');
        }
        text.push(character);
    }
    if quoted {
        text.push('"');
    }
}
