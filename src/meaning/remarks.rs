//! What is said about a file beside its columns: damage that a new export must mend (PRODUCT A5) and warnings (B7).
//! Words only: no value, and nothing that turns on fewer than k people (see [`super::tally`]).

use super::judge::Judgement;
use super::tally::{Rate, Tally};
use super::Meaning;
use crate::recipe::Role;
use crate::text::Text;

/// A column with what was found.
pub(crate) struct Judged {
    pub(crate) tally: Tally,
    pub(crate) judgement: Judgement,
    /// Its name in texts.
    pub(crate) key: String,
}

/// What is broken in a column beyond repair.
pub(crate) fn damage(column: &Judged) -> Option<Text> {
    let (t, key) = (&column.tally, &column.key);
    let meaning = column.judgement.meaning;
    let written = t.scientific();
    // An amount in that notation is rounded and no more; a number that names something is gone.
    let measured = matches!(meaning, Meaning::Amount | Meaning::Weight | Meaning::FreeText | Meaning::Date);
    let unnamed = meaning == Meaning::Number && !t.at_least(t.scientific, 5.0);
    // Sixteen digits do not fit a number: a spreadsheet makes the last one 0.
    let rounded = meaning == Meaning::BagId && t.distinct() >= 20 && t.at_least(t.bag_round, 95.0);
    if written && !measured && !unnamed {
        return Some(Text::new(
            format!(
                "In “{key}” staan nummers als 9,99E+99. De laatste cijfers zijn weg en komen niet terug. Maak de export opnieuw. \
                 Exporteer deze kolom als tekst."
            ),
            format!(
                "“{key}” holds numbers such as 9.99E+99. Their last digits are gone for good. Export again, with this column as text."
            ),
        ));
    }
    if rounded {
        return Some(Text::new(
            format!(
                "In “{key}” eindigen alle nummers op een 0. Een rekenblad heeft ze afgerond. Maak de export opnieuw. \
                 Exporteer deze kolom als tekst."
            ),
            format!("In “{key}” all numbers end in 0: a spreadsheet rounded them. Export again, with this column as text."),
        ));
    }
    let (cut, share): (Rate, f64) = match meaning {
        Meaning::Bsn | Meaning::Rsin => (t.bsn_short, 5.0),
        Meaning::Phone => (t.phone_cut, 10.0),
        Meaning::KvkNumber => (t.kvk_cut, 5.0),
        Meaning::BranchNumber => (t.branch_cut, 5.0),
        Meaning::BagId => (t.bag_cut, 5.0),
        _ => return None,
    };
    t.at_least(cut, share).then(|| {
        Text::new(
            format!(
                "In “{key}” zijn nullen aan het begin weggevallen. Het nummer is dan niet meer zeker. Maak de export opnieuw. \
                 Exporteer deze kolom als tekst."
            ),
            format!(
                "“{key}” has lost zeros at the start, so its numbers are no longer certain. Export again, with this column as text."
            ),
        )
    })
}

/// Warnings about single columns and about the file, but for [`super::single`].
pub(crate) fn warnings(judged: &[Judged]) -> Vec<Text> {
    let mut warnings = Vec::new();
    let quasi = |meanings: &[Meaning]| {
        judged
            .iter()
            .find(|column| {
                column.judgement.role == Role::Quasi && meanings.contains(&column.judgement.meaning)
            })
            .map(|column| &column.key)
    };
    let place = quasi(&[Meaning::Postcode]).or_else(|| quasi(&[Meaning::AreaCode]));
    if let (Some(birth), Some(place)) = (quasi(&[Meaning::BirthDate]), place) {
        warnings.push(Text::new(
            format!(
                "“{birth}” en “{place}” wijzen samen bijna iedereen aan. Daarom worden ze grover gemaakt."
            ),
            format!("“{birth}” and “{place}” together single out nearly everyone, so they are made coarser."),
        ));
    }
    for column in judged {
        about_persons(column, &mut warnings);
        about_writing(column, &mut warnings);
    }
    if judged
        .iter()
        .any(|column| column.judgement.meaning.is_sensitive() && column.judgement.role == Role::Sensitive)
    {
        warnings.push(Text::new(
            "In dit bestand staan gegevens over zorg, gezondheid, schulden of iets anders dat gevoelig is. Dat iemand in het bestand staat, kan dan al \
             gevoelig zijn.",
            "This file holds data about care, health, debts or something else that is sensitive. Being in the file can then be sensitive in itself.",
        ));
    }
    warnings
}

fn about_persons(column: &Judged, warnings: &mut Vec<Text>) {
    let Judged { tally, judgement, key } = column;
    if judgement.proxy {
        warnings.push(Text::new(
            format!("“{key}” kan iets zeggen over iemands afkomst. Hebt u deze kolom echt nodig?"),
            format!("“{key}” may say something about a person's origin. Do you really need it?"),
        ));
    }
    if judgement.meaning == Meaning::Category && tally.speaks_but_of(Meaning::Origin) {
        warnings.push(Text::new(
            format!("In “{key}” staan woorden over zorg, schulden of iets anders dat gevoelig is. Kijk of deze kolom mee mag doen."),
            format!("“{key}” holds words about care, debts or something else that is sensitive. Check whether it may be used."),
        ));
    }
    if judgement.meaning == Meaning::Objection {
        warnings.push(Text::new(
            format!("“{key}” lijkt te zeggen wie bezwaar heeft tegen dit gebruik. Die mensen doen niet mee. Klopt dat niet? Kies dan een andere betekenis."),
            format!("“{key}” seems to say who objected to this use. Those people are left out. If that is wrong, choose another meaning."),
        ));
    }
}

/// How a column is written, where that leaves a doubt.
fn about_writing(column: &Judged, warnings: &mut Vec<Text>) {
    let Judged { tally: t, judgement, key } = column;
    let meaning = judgement.meaning;
    let mut say = |nl: &str, en: &str| {
        warnings.push(Text::new(format!("In “{key}” {nl}"), format!("In “{key}” {en}")));
    };
    // Where so many zeros are gone that the column is damaged, that is said instead.
    let padded = matches!(meaning, Meaning::Bsn | Meaning::Rsin) && t.any(t.bsn_padded);
    if padded && damage(column).is_none() {
        say(
            "misten nummers een nul aan het begin. Die is aangevuld; de elfproef klopt.",
            "some numbers lacked a zero at the start. It was added; the eleven-test holds.",
        );
    }
    if meaning == Meaning::AreaCode && t.any(t.area_cut) {
        say(
            "misten codes een nul aan het begin. Die is aangevuld. Exporteer deze kolom liever als tekst.",
            "some codes lacked a zero at the start. It was added. Better export this column as text.",
        );
    }
    let date_named = judgement.alternatives.iter().any(|other| other.is_date());
    if meaning.is_date() || date_named && t.dates.mixed() {
        if t.dates.undecided() {
            say(
                "is bijna nergens te zien wat de dag is en wat de maand. Zegt geen enkele cel het, dan is eerst de dag gelezen. Exporteer liever als jjjj-mm-dd.",
                "hardly anything tells days from months. If no cell does, they were read day first. Better export as yyyy-mm-dd.",
            );
        } else if t.dates.mixed() {
            say(
                "staat soms eerst de dag en soms eerst de maand. Dat is niet te herstellen. Exporteer als jjjj-mm-dd.",
                "the day comes first in some cells and the month in others. That cannot be mended. Export as yyyy-mm-dd.",
            );
        } else if t.dates.style().month_first {
            say("staat eerst de maand en dan de dag.", "the month comes before the day.");
        }
        if t.dates.style().short_years {
            say(
                "hebben jaren twee cijfers. 00 tot en met 29 is gelezen als 2000 tot en met 2029, de rest als 19 en dan het jaar.",
                "years have two digits. 00 to 29 were read as 2000 to 2029, the others as 19 and the year.",
            );
        }
    }
    if meaning == Meaning::Number && date_named && t.at_least(t.serial, 90.0) {
        say(
            "staan getallen waar de kolomkop een datum noemt. Een rekenblad telt zo de dagen. Geef de kolom de opmaak datum en exporteer opnieuw.",
            "there are numbers where the header names a date: a spreadsheet counts days so. Format the column as a date and export again.",
        );
    }
    let figures = |meaning: Meaning| matches!(meaning, Meaning::Amount | Meaning::Number);
    let named = judgement.alternatives.iter().any(|&other| figures(other));
    if figures(meaning) && t.numeric() || named && t.numbers.mixed() && meaning == Meaning::Category {
        if t.numbers.mixed() {
            say(
                "staan getallen met een komma en getallen met een punt voor de decimalen. Wat niet te lezen is, telt als leeg. Exporteer de kolom op één manier.",
                "some numbers have a decimal comma and others a decimal point. What cannot be read counts as empty. Export the column in one way.",
            );
        } else if t.numbers.undecided() {
            say(
                "is bijna nergens te zien of een punt of komma bij duizend hoort of bij decimalen. Zegt geen enkele cel het, dan is de punt gelezen als duizend en de komma als decimaal.",
                "hardly anything tells thousands from decimals. If no cell does, a point was read as thousands and a comma as decimals.",
            );
        }
    }
}
