//! Population counts for k-map (PRODUCT A8, C2): how many people of the population have each combination of the
//! quasi-identifiers, all of them together.

use super::attached::FilesError;
use super::domains::{number_domain, read_numbers, read_texts, without_unused};
use super::{Attribute, Column, Domain, Table, MISSING};
use crate::meaning::values::{folded, number, NumberStyle, Reader};

/// A population, row by row. A value that the file has too is written as the file writes it.
pub(crate) struct PopulationTable {
    /// One attribute a quasi-identifier, in their order, each with a domain of its own.
    pub(crate) attributes: Vec<Attribute>,
    /// People of each row.
    pub(crate) counts: Vec<u32>,
}

impl PopulationTable {
    /// Reads a table: `columns` are its columns for the quasi-identifiers `data`, in the same order; `count` holds the
    /// people. Rows without people have no say.
    ///
    /// # Errors
    /// [`FilesError::NoNumbers`] when a count is no whole number of people.
    pub(crate) fn read(
        file: u32,
        table: &Table,
        columns: &[usize],
        data: &[&Attribute],
        count: usize,
    ) -> Result<Self, FilesError> {
        let counts = counts_of(table.column(count)).ok_or(FilesError::NoNumbers { file, column: count })?;
        let kept: Vec<usize> = (0..table.rows()).filter(|&row| counts[row] > 0).collect();
        let attributes = columns
            .iter()
            .zip(data)
            .map(|(&at, data)| attribute(table.column(at), data, &kept).ok_or(at))
            .collect::<Result<_, usize>>()
            .map_err(|column| FilesError::NoNumbers { file, column })?;
        Ok(Self { attributes, counts: kept.into_iter().map(|row| counts[row]).collect() })
    }
}

impl PopulationTable {
    /// Keeps the rows whose code in a column is one of `known`.
    pub(crate) fn retain(&mut self, column: usize, known: &[bool]) {
        let kept: Vec<bool> =
            self.attributes[column].codes.iter().map(|&code| known[code as usize]).collect();
        if kept.iter().all(|&kept| kept) {
            return;
        }
        let only = |values: &mut Vec<u32>| {
            let mut keep = kept.iter();
            values.retain(|_| keep.next().is_some_and(|&keep| keep));
        };
        only(&mut self.counts);
        for attribute in &mut self.attributes {
            only(&mut attribute.codes);
            let (codes, domain) = without_unused(
                std::mem::take(&mut attribute.codes),
                std::mem::replace(&mut attribute.domain, Domain::Numbers(Vec::new())),
            );
            (attribute.codes, attribute.domain) = (codes, domain);
        }
    }
}

/// Whole numbers of people of each row; a missing cell is nobody.
fn counts_of(column: &Column) -> Option<Vec<u32>> {
    let style = NumberStyle::of(column.values.iter().map(|(_, value)| (value, 1)));
    let mut of_code = vec![0; column.values.len()];
    for (code, value) in column.values.iter() {
        let people = number(value, style)?;
        if people < 0.0 || people.fract() != 0.0 || people > f64::from(u32::MAX) {
            return None;
        }
        of_code[code as usize] = people as u32;
    }
    Some(column.codes.iter().map(|&code| of_code[code as usize]).collect())
}

/// One column read as the quasi-identifier is; `None` where that is one of numbers and the column is not.
fn attribute(column: &Column, data: &Attribute, rows: &[usize]) -> Option<Attribute> {
    let mut cells = vec![0u32; column.values.len()];
    for &row in rows {
        cells[column.codes[row] as usize] += 1;
    }
    let filled = column.values.iter().filter(|&(code, _)| cells[code as usize] > 0);
    let reader = Reader::new(data.meaning, filled.map(|(code, value)| (value, cells[code as usize])));
    let numbers = matches!(data.domain, Domain::Numbers(_));
    let (of_code, domain, _) = match (numbers, reader.numbers()) {
        (true, false) => return None,
        (true, true) => read_numbers(&reader, column, &cells),
        // A column of bands, say, that happens to hold numbers here: as texts, as in the file.
        (false, true) => read_texts(&Reader::texts(), column, &cells),
        (false, false) => read_texts(&reader, column, &cells),
    };
    let codes = rows.iter().map(|&row| of_code[column.codes[row] as usize]).collect();
    let (mut codes, mut domain) = without_unused(codes, domain);
    if let (Domain::Texts(texts), Domain::Texts(known)) = (&domain, &data.domain) {
        (codes, domain) = as_the_file_writes(&codes, texts, known);
    }
    Some(Attribute {
        column: None,
        name: data.name.clone(),
        label: data.label.clone(),
        role: data.role,
        meaning: data.meaning,
        codes,
        domain,
    })
}

/// Texts that are equal to one of the file after case folding take its spelling; then the domain is sorted again.
fn as_the_file_writes(codes: &[u32], texts: &[String], known: &[String]) -> (Vec<u32>, Domain) {
    let mut of_folded: Vec<(String, &String)> = known.iter().map(|text| (folded(text), text)).collect();
    crate::sort::by(&mut of_folded, Ord::cmp);
    let written: Vec<&String> = texts
        .iter()
        .map(|text| match of_folded.binary_search_by(|(key, _)| key.as_str().cmp(&folded(text))) {
            Ok(at) => of_folded[at].1,
            Err(_) => text,
        })
        .collect();
    let mut sorted: Vec<&String> = written[1..].to_vec();
    crate::sort::by(&mut sorted, Ord::cmp);
    sorted.dedup();
    let of_text = |text: &String| sorted.binary_search(&text).map_or(MISSING, |at| at as u32 + 1);
    let of_code: Vec<u32> = written
        .iter()
        .enumerate()
        .map(|(code, text)| if code == 0 { MISSING } else { of_text(text) })
        .collect();
    let domain = std::iter::once(String::new()).chain(sorted.into_iter().cloned()).collect();
    (codes.iter().map(|&code| of_code[code as usize]).collect(), Domain::Texts(domain))
}

/// A quasi-identifier over the values of the file and of the population together: a ladder made for it has a row for
/// every value of both. Only people of the file have a code, so only they decide what is rare and where numbers are cut.
pub(crate) fn together(data: &Attribute, population: &Attribute) -> Attribute {
    let (codes, domain) = match (&data.domain, &population.domain) {
        (Domain::Numbers(ours), Domain::Numbers(theirs)) => {
            let all: Vec<f64> = ours.iter().chain(theirs).copied().collect();
            let (of_place, domain) = number_domain(&all);
            (data.codes.iter().map(|&code| of_place[code as usize]).collect(), domain)
        }
        (Domain::Texts(ours), Domain::Texts(theirs)) => {
            let mut all: Vec<&String> = ours.iter().chain(theirs).filter(|text| !text.is_empty()).collect();
            crate::sort::by(&mut all, Ord::cmp);
            all.dedup();
            let of_code: Vec<u32> = ours
                .iter()
                .map(|text| all.binary_search(&text).map_or(MISSING, |at| at as u32 + 1))
                .collect();
            let texts = std::iter::once(String::new()).chain(all.into_iter().cloned()).collect();
            (data.codes.iter().map(|&code| of_code[code as usize]).collect(), Domain::Texts(texts))
        }
        _ => (data.codes.clone(), data.domain.clone()),
    };
    Attribute {
        column: data.column,
        name: data.name.clone(),
        label: data.label.clone(),
        role: data.role,
        meaning: data.meaning,
        codes,
        domain,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::meaning::Meaning;
    use crate::recipe::Role;
    use crate::table::join::tests::table;
    use crate::text::Text;

    fn quasi(meaning: Meaning, codes: &[u32], domain: Domain) -> Attribute {
        Attribute {
            column: Some(0),
            name: "x".to_owned(),
            label: Text::new("x", "x"),
            role: Role::Quasi,
            meaning,
            codes: codes.to_vec(),
            domain,
        }
    }

    fn texts(texts: &[&str]) -> Domain {
        Domain::Texts(texts.iter().map(|&text| text.to_owned()).collect())
    }

    fn values(attribute: &Attribute) -> Vec<String> {
        attribute.codes.iter().map(|&code| attribute.domain.text(code)).collect()
    }

    #[test]
    fn values_are_those_of_the_file_where_it_has_them() {
        let gender = quasi(Meaning::Gender, &[1, 2], texts(&["", "Man", "Vrouw"]));
        let age = quasi(Meaning::Age, &[1, 2], Domain::Numbers(vec![f64::NAN, 30.0, 41.0]));
        let population = table("leeftijd;geslacht;aantal\n30;VROUW;1.200\n99;man;7\n41;x;0\n41;-;3");
        let read = PopulationTable::read(4, &population, &[1, 0], &[&gender, &age], 2).ok().unwrap();
        assert_eq!(read.counts, [1200, 7, 3]);
        assert_eq!(values(&read.attributes[0]), ["Vrouw", "Man", ""]);
        assert_eq!(values(&read.attributes[1]), ["30", "99", "41"]);
        let both = together(&age, &read.attributes[1]);
        assert_eq!((both.domain.len(), values(&both)), (4, vec!["30".to_owned(), "41".to_owned()]));
        let both = together(&gender, &read.attributes[0]);
        assert_eq!((both.domain.len(), values(&both)), (3, vec!["Man".to_owned(), "Vrouw".to_owned()]));
    }

    #[test]
    fn what_is_no_count_is_refused() {
        let gender = quasi(Meaning::Gender, &[1], texts(&["", "Man"]));
        for count in ["1,5", "-2", "veel", "1e99"] {
            let population = table(&format!("geslacht;aantal\nman;{count}"));
            let read = PopulationTable::read(4, &population, &[0], &[&gender], 1);
            assert_eq!(read.err(), Some(FilesError::NoNumbers { file: 4, column: 1 }), "{count}");
        }
        let age = quasi(Meaning::Age, &[1], Domain::Numbers(vec![f64::NAN, 30.0]));
        let population = table("leeftijd;aantal\n30-40;5");
        let read = PopulationTable::read(4, &population, &[0], &[&age], 1);
        assert_eq!(read.err(), Some(FilesError::NoNumbers { file: 4, column: 0 }));
    }
}
