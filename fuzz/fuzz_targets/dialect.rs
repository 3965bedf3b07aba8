//! Any bytes under anything that a person can say of them: read whole or in chunks, the answer is the same.
#![no_main]

use gezicht::engine::{Command, Engine, Reply};
use gezicht::ingest::Options;
use libfuzzer_sys::fuzz_target;

fn read(options: &Options, bytes: &[u8], chunk: usize) -> Reply {
    let mut engine = Engine::new([7; 32]);
    engine.command(Command::Open { bytes: bytes.len() as f64, read: options.clone() });
    for chunk in bytes.chunks(chunk) {
        engine.push(chunk);
    }
    let mut reply = engine.command(Command::Close);
    while engine.is_busy() {
        reply = engine.step(100_000);
    }
    reply
}

fuzz_target!(|data: (u8, u8, u8, u8, &[u8])| {
    let (chunk, header, delimiter, encoding, bytes) = data;
    let one_of = |list: &[&str], choice: u8| list.get(usize::from(choice)).map(|&text| text.to_owned());
    let options = Options {
        header_line: (header < 16).then_some(u32::from(header)),
        delimiter: one_of(&[";", ",", "\t", "|", "tab", "x"], delimiter),
        encoding: one_of(&["utf-8", "windows-1252", "utf-16le", "utf-16be", "latin-9"], encoding),
        keep_totals: chunk % 2 == 1,
        ..Options::default()
    };
    assert_eq!(read(&options, bytes, usize::from(chunk) + 1), read(&options, bytes, bytes.len().max(1)));
});
