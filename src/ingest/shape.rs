//! What a single cell looks like, as far as finding headers and totals needs it. Meanings are judged
//! over columns, by `meaning`; these looks only tell a header from a row about a person (PRODUCT B6).

/// Whether a cell is a number as spreadsheets write it: `61.204,11`, `€ 12`, `-3 %`, `1,00E+11`.
pub(super) fn is_number(cell: &str) -> bool {
    cell.bytes().any(|byte| byte.is_ascii_digit())
        && cell.chars().all(|letter| {
            letter.is_ascii_digit()
                || matches!(letter, '.' | ',' | '+' | '-' | '%' | '€' | '\'' | 'E' | 'e')
                || letter.is_whitespace()
        })
}

/// Whether a cell reads as a word or words.
pub(super) fn is_wordy(cell: &str) -> bool {
    !is_number(cell) && cell.chars().any(char::is_alphabetic)
}

/// Whether a cell looks like something of one person: a BSN or other long number, phone, date,
/// postcode, e-mail address, IBAN.
pub(super) fn is_personal(cell: &str) -> bool {
    is_long_number(cell) || is_date(cell) || is_postcode(cell) || is_email(cell) || is_iban(cell)
}

fn is_long_number(cell: &str) -> bool {
    cell.bytes().filter(u8::is_ascii_digit).count() >= 7
        && cell.bytes().all(|byte| {
            byte.is_ascii_digit() || matches!(byte, b' ' | b'-' | b'+' | b'.' | b'(' | b')' | b'/')
        })
}

fn is_date(cell: &str) -> bool {
    let day = cell.split([' ', 'T']).next().unwrap_or_default();
    let mut parts = 0;
    let digits = day.split(['-', '/', '.']).all(|part| {
        parts += 1;
        matches!(part.len(), 1 | 2 | 4) && part.bytes().all(|byte| byte.is_ascii_digit())
    });
    digits && parts == 3 && day.len() >= 6
}

fn is_postcode(cell: &str) -> bool {
    let bytes = cell.as_bytes();
    let letters = match bytes.len() {
        6 => &bytes[4..],
        7 if bytes[4] == b' ' => &bytes[5..],
        _ => return false,
    };
    bytes[..4].iter().all(u8::is_ascii_digit) && letters.iter().all(u8::is_ascii_alphabetic)
}

fn is_email(cell: &str) -> bool {
    match cell.split_once('@') {
        Some((name, host)) => {
            !name.is_empty()
                && host.contains('.')
                && !host.contains('@')
                && !cell.contains(char::is_whitespace)
        }
        None => false,
    }
}

fn is_iban(cell: &str) -> bool {
    let packed: Vec<u8> = cell.bytes().filter(|byte| *byte != b' ').collect();
    (15..=34).contains(&packed.len())
        && packed[..2].iter().all(u8::is_ascii_alphabetic)
        && packed[2..4].iter().all(u8::is_ascii_digit)
        && packed[4..].iter().all(u8::is_ascii_alphanumeric)
        && packed[4..].iter().filter(|byte| byte.is_ascii_digit()).count() >= 7
}

/// Whether a cell says that its row adds up others: `Totaal`, `Subtotaal:`, `Total 2025`.
pub(super) fn is_totals_word(cell: &str) -> bool {
    const WORDS: [&str; 7] = ["totaal", "totalen", "subtotaal", "eindtotaal", "total", "totals", "subtotal"];
    let word = first_word(cell);
    cell.len() <= 60 && WORDS.iter().any(|known| known.eq_ignore_ascii_case(word))
}

/// Whether a cell may say so: `Som`, `Gemiddelde`, `Aantal`. They are names and categories as well, so it takes more to
/// believe them.
pub(super) fn is_maybe_totals_word(cell: &str) -> bool {
    const WORDS: [&str; 7] = ["som", "sum", "gemiddeld", "gemiddelde", "average", "aantal", "count"];
    let word = first_word(cell);
    cell.len() <= 60 && WORDS.iter().any(|known| known.eq_ignore_ascii_case(word))
}

fn first_word(cell: &str) -> &str {
    cell.split([' ', ':', '\u{A0}']).next().unwrap_or_default()
}

/// Whether a cell is a note below a table: `Bron: …`, `* voorlopige cijfers`.
pub(super) fn is_note(cell: &str) -> bool {
    const WORDS: [&str; 10] = [
        "bron",
        "source",
        "peildatum",
        "opgesteld",
        "afgedrukt",
        "toelichting",
        "note",
        "aantal",
        "export",
        "printdatum",
    ];
    let word = first_word(cell);
    cell.starts_with('*')
        || (cell.contains(':') && WORDS.iter().any(|known| known.eq_ignore_ascii_case(word)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_person_in_a_header_is_seen() {
        for cell in [
            "999955597",
            "26-08-1943",
            "1943-08-26",
            "19800000",
            "1/2/1990",
            "1012 EH",
            "1012eh",
            "j.jansen@voorbeeld.nl",
            "06-12345678",
            "+31 (0)20 1234567",
            "NL15ABNA0831472844",
            "NL15 ABNA 0831 4728 44",
        ] {
            assert!(is_personal(cell), "{cell}");
        }
        for cell in [
            "BSN",
            "Bedrag p/m",
            "=1+1",
            "2024",
            "Geboortedatum",
            "e-mail",
            "Code (2)",
            "1e kwartaal",
            "leeftijd 18-65",
        ] {
            assert!(!is_personal(cell), "{cell}");
        }
    }

    #[test]
    fn totals_and_notes_are_told_by_their_first_word() {
        for cell in ["Totaal", "TOTAAL:", "Totaal aantal cliënten", "Subtotaal", "Total 2025"] {
            assert!(is_totals_word(cell), "{cell}");
        }
        for cell in ["Totaalplan BV", "Sommige", "Som", "de Totaal"] {
            assert!(!is_totals_word(cell), "{cell}");
        }
        assert!(is_maybe_totals_word("Som") && is_maybe_totals_word("Gemiddelde wachttijd:"));
        assert!(!is_maybe_totals_word("Sommige"));
        assert!(is_note("Bron: zaaksysteem") && is_note("Aantal records: 40") && is_note("* voorlopig"));
        assert!(!is_note("Bronsgroen") && !is_note("Jansen: A"));
    }

    #[test]
    fn numbers_as_spreadsheets_write_them() {
        for cell in ["61.204,11", "€ 12", "-3 %", "1,00E+11", "0"] {
            assert!(is_number(cell), "{cell}");
        }
        for cell in ["", "-", "E", "12 km", "BU03630000"] {
            assert!(!is_number(cell), "{cell}");
        }
    }
}
