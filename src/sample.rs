//! A sample file: the service customers of a municipality that does not exist, with a known truth.
//!
//! Six hidden groups differ in age, income, channel, topic and skill. Pure and seeded: the same arguments
//! give the same bytes on every machine (no function whose last bit depends on the platform is used).
//! Nobody in it exists: BSNs are counted down from 999999999, so that they lie in the test range 9999xxxxx
//! for the first 9,090 people and below it after that, all with a valid eleven-test; phone numbers start with
//! 06-00, mail goes to the reserved domain `.example`.

use std::io::Write;

/// Sizes, means and shares of one hidden group.
struct Group {
    name: &'static str,
    /// Out of 100 people.
    size: u32,
    age: (f64, f64),
    /// Gross income a year.
    income: f64,
    /// Contacts a person beyond the first.
    contacts: f64,
    /// Minutes of waiting.
    waiting: f64,
    satisfaction: f64,
    household: [u32; 4],
    housing: [u32; 4],
    channel: [u32; 5],
    topic: [u32; 6],
    skill: [u32; 4],
    /// Debt help, out of 100.
    debt: u32,
    /// Weights of the postcodes.
    postcode: [u32; 4],
}

const HOUSEHOLD: [&str; 4] = ["alleen", "samen", "gezin", "eenouder"];
const HOUSING: [&str; 4] = ["koop", "sociale huur", "vrije huur", "overig"];
const CHANNEL: [&str; 5] = ["web", "app", "telefoon", "balie", "post"];
const TOPIC: [&str; 6] = ["verhuizen", "paspoort", "afval", "vergunning", "uitkering", "belasting"];
const SKILL: [&str; 4] = ["geen", "laag", "midden", "hoog"];
const POSTCODES: [u32; 4] = [4761, 4762, 4763, 4765];

#[rustfmt::skip]
const GROUPS: [Group; 6] = [
    Group { name: "jong_digitaal", size: 22, age: (27.0, 4.0), income: 26_000.0, contacts: 1.0, waiting: 3.0, satisfaction: 7.6, household: [60, 32, 4, 4], housing: [8, 32, 55, 5], channel: [38, 55, 4, 2, 1], topic: [55, 30, 4, 3, 3, 5], skill: [1, 3, 20, 76], debt: 3, postcode: [60, 20, 10, 10] },
    Group { name: "gezin_druk", size: 24, age: (40.0, 5.0), income: 46_000.0, contacts: 2.2, waiting: 5.0, satisfaction: 7.0, household: [2, 6, 80, 12], housing: [72, 16, 10, 2], channel: [58, 24, 12, 5, 1], topic: [10, 42, 30, 10, 2, 6], skill: [1, 8, 51, 40], debt: 4, postcode: [10, 60, 20, 10] },
    Group { name: "oudere_balie", size: 16, age: (76.0, 5.0), income: 25_000.0, contacts: 1.6, waiting: 14.0, satisfaction: 7.9, household: [54, 43, 2, 1], housing: [32, 58, 8, 2], channel: [3, 1, 32, 49, 15], topic: [3, 27, 24, 3, 3, 40], skill: [42, 40, 15, 3], debt: 2, postcode: [20, 20, 50, 10] },
    Group { name: "ondernemer", size: 10, age: (46.0, 7.0), income: 68_000.0, contacts: 3.4, waiting: 7.0, satisfaction: 5.9, household: [14, 32, 50, 4], housing: [74, 6, 18, 2], channel: [66, 8, 20, 5, 1], topic: [4, 5, 6, 70, 1, 14], skill: [1, 6, 33, 60], debt: 3, postcode: [40, 20, 10, 30] },
    Group { name: "kwetsbaar_hulp", size: 8, age: (48.0, 11.0), income: 17_000.0, contacts: 5.0, waiting: 20.0, satisfaction: 5.2, household: [58, 8, 8, 26], housing: [3, 84, 6, 7], channel: [4, 4, 42, 46, 4], topic: [5, 4, 5, 1, 80, 5], skill: [28, 48, 20, 4], debt: 62, postcode: [20, 15, 60, 5] },
    Group { name: "rustig_koophuis", size: 20, age: (61.0, 6.0), income: 54_000.0, contacts: 0.4, waiting: 6.0, satisfaction: 8.1, household: [16, 72, 10, 2], housing: [93, 3, 3, 1], channel: [52, 8, 18, 10, 12], topic: [3, 26, 10, 14, 1, 46], skill: [3, 22, 55, 20], debt: 1, postcode: [5, 30, 10, 55] },
];

#[rustfmt::skip]
const FIRST: [[&str; 16]; 2] = [
    ["Anna", "Eva", "Fatima", "Hind", "Ilse", "Lotte", "Noor", "Saskia", "Yasmin", "Marijke", "Wil", "Greet", "Zoë", "Esra", "Ingrid", "Loes"],
    ["Bram", "Daan", "Cor", "Gijs", "Jan", "Kees", "Omar", "Piet", "Sem", "Mehmet", "Ruud", "Henk", "Jurriën", "Tariq", "Wouter", "Teun"],
];
#[rustfmt::skip]
const LAST: [&str; 16] = [
    "de Vries", "Jansen", "Bakker", "Visser", "Smit", "Meijer", "de Boer", "Mulder", "Bos", "Vos", "Yılmaz", "El Amrani", "van 't Hof", "Müller",
    "Şahin", "Pengel",
];
const OPENING: [&str; 5] =
    ["Mevrouw belde", "Meneer belde", "Klant vroeg", "Inwoner meldde", "Terug te bellen"];
const MATTER: [&str; 6] = [
    "over de afspraak",
    "over een brief",
    "over de afvalpas",
    "over de \"\"nieuwe\"\" aanslag",
    "over het formulier",
    "over de beslissing",
];
const ENDING: [&str; 5] = [
    "graag voor vrijdag",
    "is nu duidelijk",
    "heeft nog een vraag, zie brief",
    "wil iemand spreken",
    "geen actie nodig",
];

/// SplitMix64 (Steele, Lea & Flood 2014).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// 0 to `bound` - 1; the bias is under one in four thousand million.
    fn below(&mut self, bound: u32) -> u32 {
        (((self.next() >> 32) * u64::from(bound)) >> 32) as u32
    }

    fn chance(&mut self, percent: u32) -> bool {
        self.below(100) < percent
    }

    /// 0 up to 1, in steps of 2^-24.
    fn unit(&mut self) -> f64 {
        f64::from((self.next() >> 40) as u32) / 16_777_216.0
    }

    /// About normal, mean 0 and deviation 1: twelve uniforms (Irwin-Hall), plain sums only.
    fn normal(&mut self) -> f64 {
        (0..12).map(|_| self.unit()).sum::<f64>() - 6.0
    }

    /// A position by weights.
    fn pick(&mut self, weights: &[u32]) -> usize {
        let mut at = self.below(weights.iter().sum());
        for (index, &weight) in weights.iter().enumerate() {
            if at < weight {
                return index;
            }
            at -= weight;
        }
        weights.len() - 1
    }

    /// A count with this mean: twenty trials.
    fn count(&mut self, mean: f64) -> u32 {
        (0..20).filter(|_| self.unit() < mean / 20.0).count() as u32
    }
}

/// The sample as chunks of bytes; see [`sample_csv`].
pub struct Sample {
    random: Random,
    left: u32,
    truth: bool,
    started: bool,
    people: u32,
    /// First eight digits of the last BSN given out.
    bsn: u32,
    written: u32,
}

/// A sample of `rows` lines under a header: `;`, CRLF, UTF-8, decimal comma, `dd-mm-jjjj`.
///
/// A line is a contact; a person has about three. A few lines in a hundred thousand are cut short, as exports are.
/// With `truth_column` a line is a person, without anything that points at one, and `groep_waar` holds the
/// hidden group. The same `rows`, `seed` and `truth_column` give the same bytes; chunks are some tens of kilobytes.
pub fn sample_csv(rows: u32, seed: u32, truth_column: bool) -> Sample {
    let random = Random(u64::from(seed) ^ 0x6765_7A69_6368_7400);
    Sample {
        random,
        left: rows,
        truth: truth_column,
        started: false,
        people: 0,
        bsn: 100_000_000,
        written: 0,
    }
}

const HEADER: &str =
    "BSN;Klantnummer;Naam;E-mail;Telefoon;Geboortedatum;Postcode;Geslacht;Huishouden;Woonsituatie;Inkomen;\
                      Digitale vaardigheid;Schuldhulp;Kanaal;Onderwerp;Wachttijd;Tevredenheid;Opmerking\r\n";
const TRUTH_HEADER: &str =
    "Geboortedatum;Postcode;Geslacht;Huishouden;Woonsituatie;Inkomen;Digitale vaardigheid;Schuldhulp;\
                            Kanaal;Onderwerp;Contacten;Wachttijd;Tevredenheid;groep_waar\r\n";
/// People per chunk; lines are mixed within one.
const BATCH: u32 = 128;

impl Iterator for Sample {
    type Item = Vec<u8>;

    fn next(&mut self) -> Option<Vec<u8>> {
        if self.started && self.left == 0 {
            return None;
        }
        let mut chunk = Vec::with_capacity(64 * 1024);
        if !self.started {
            self.started = true;
            chunk.extend_from_slice(if self.truth { TRUTH_HEADER } else { HEADER }.as_bytes());
        }
        let mut lines: Vec<Vec<u8>> = Vec::new();
        for _ in 0..BATCH {
            if lines.len() as u32 >= self.left {
                break;
            }
            self.person(&mut lines);
        }
        for at in (1..lines.len()).rev() {
            let other = self.random.below(at as u32 + 1) as usize;
            lines.swap(at, other);
        }
        lines.truncate(self.left as usize);
        self.left -= lines.len() as u32;
        for line in lines {
            self.written += 1;
            if !self.truth && self.written % 20_011 == 1_017 {
                // An export that was cut: the line ends after its third field.
                let end = line
                    .iter()
                    .enumerate()
                    .filter(|(_, &byte)| byte == b';')
                    .nth(2)
                    .map_or(line.len(), |(at, _)| at);
                chunk.extend_from_slice(&line[..end]);
            } else {
                chunk.extend_from_slice(&line);
            }
            chunk.extend_from_slice(b"\r\n");
        }
        Some(chunk)
    }
}

impl Sample {
    /// The next BSN down: eight digits and the ninth that makes the eleven-test come out, where there is one.
    fn next_bsn(&mut self) -> u32 {
        loop {
            self.bsn -= 1;
            let (mut rest, mut sum) = (self.bsn, 0);
            for weight in 2..=9 {
                sum += weight * (rest % 10);
                rest /= 10;
            }
            if sum % 11 < 10 {
                return self.bsn * 10 + sum % 11;
            }
        }
    }

    /// A value, or one of the ways to say that there is none (three cells in a hundred).
    fn cell(&mut self, line: &mut Vec<u8>, value: impl std::fmt::Display) {
        // Writing to a vector cannot fail.
        let _ = match (self.random.below(100), self.random.below(3)) {
            (0..3, 0) => Ok(()),
            (0..3, 1) => line.write_all(b"onbekend"),
            (0..3, _) => line.write_all(b"-"),
            _ => write!(line, "{value}"),
        };
        line.push(b';');
    }

    fn person(&mut self, lines: &mut Vec<Vec<u8>>) {
        let sizes = GROUPS.each_ref().map(|group| group.size);
        let group = &GROUPS[self.random.pick(&sizes)];
        self.people += 1;
        let mut fixed: Vec<u8> = Vec::with_capacity(200);
        let sex = usize::from(self.random.chance(49)); // 0 women, 1 men, as in `FIRST`
        if !self.truth {
            let bsn = self.next_bsn();
            let first = FIRST[sex][self.random.below(16) as usize];
            let last = LAST[self.random.below(16) as usize];
            let number = self.people;
            let _ = write!(fixed, "{bsn};K{number:07};{first} {last};");
            self.cell(&mut fixed, format_args!("klant{number}@voorbeeldstad.example"));
            let phone = self.random.below(1_000_000);
            self.cell(&mut fixed, format_args!("06-00{phone:06}"));
        }
        let age = (group.age.0 + group.age.1 * self.random.normal()).round().clamp(18.0, 98.0) as u32;
        let (day, month) = (self.random.below(28) + 1, self.random.below(12) + 1);
        self.cell(&mut fixed, format_args!("{day:02}-{month:02}-{}", 2025 - age));
        let postcode = POSTCODES[self.random.pick(&group.postcode)];
        let (a, b) = (self.random.below(10) as usize, self.random.below(8) as usize);
        let letters = [b"ABCDEGHJKL"[a], b"BCDEGHKM"[b]].map(char::from);
        self.cell(&mut fixed, format_args!("{postcode} {}{}", letters[0], letters[1]));
        self.cell(&mut fixed, ["V", "M"][sex]);
        let household = self.random.pick(&group.household);
        self.cell(&mut fixed, HOUSEHOLD[household]);
        let housing = self.random.pick(&group.housing);
        self.cell(&mut fixed, HOUSING[housing]);
        // Skewed to the right by squaring.
        let skew = 1.0 + 0.11 * self.random.normal();
        let hundreds = (group.income * skew * skew / 100.0).round().max(60.0) as u32;
        let (thousands, rest) = (hundreds / 10, hundreds % 10 * 100);
        self.cell(&mut fixed, format_args!("{thousands}.{rest:03},00"));
        let skill = self.random.pick(&group.skill);
        self.cell(&mut fixed, SKILL[skill]);
        let debt = self.random.chance(group.debt);
        self.cell(&mut fixed, if debt { "ja" } else { "nee" });
        let contacts = 1 + self.random.count(group.contacts);
        for _ in 0..if self.truth { 1 } else { contacts } {
            let mut line = fixed.clone();
            self.contact(group, contacts, &mut line);
            lines.push(line);
        }
    }

    fn contact(&mut self, group: &Group, contacts: u32, line: &mut Vec<u8>) {
        let channel = self.random.pick(&group.channel);
        self.cell(line, CHANNEL[channel]);
        let topic = self.random.pick(&group.topic);
        self.cell(line, TOPIC[topic]);
        if self.truth {
            self.cell(line, contacts);
        }
        let tenths = (group.waiting * 10.0 * (0.5 + self.random.unit())) as u32;
        self.cell(line, format_args!("{},{}", tenths / 10, tenths % 10));
        let satisfaction = (group.satisfaction + 1.1 * self.random.normal()).round().clamp(1.0, 10.0) as u32;
        self.cell(line, satisfaction);
        if self.truth {
            line.extend_from_slice(group.name.as_bytes());
        } else if self.random.chance(30) {
            let (a, b, c) = (self.random.below(5), self.random.below(6), self.random.below(5));
            let (day, month) = (self.random.below(28) + 1, self.random.below(12) + 1);
            let (opening, matter, ending) = (OPENING[a as usize], MATTER[b as usize], ENDING[c as usize]);
            let _ = write!(line, "\"{opening} {matter} op {day}-{month}, {ending}\"");
        }
    }
}

#[cfg(test)]
#[path = "sample_tests.rs"]
mod tests;
