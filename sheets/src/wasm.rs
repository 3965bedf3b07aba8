//! The wasm boundary: plain functions over one workbook, bytes in, CSV out. The module imports nothing.
//!
//! The host writes the file where [`reserve`] says, then calls [`open`], [`survey`] until it is done, [`convert`], and [`next`]
//! until it is done. Each answers with one of [`BUSY`], [`DONE`] and [`REFUSED`]; after it [`text_at`] and [`text_length`] say where the text is
//! that goes with it: a piece of CSV, the summary as JSON, or the refusal as JSON. A panic traps; the host drops the module then.
#![allow(unsafe_code)] // `no_mangle` counts as unsafe: these names are ours alone

use crate::{Csv, SheetError, Workbook, STEP};
use std::cell::RefCell;

/// There is more to do.
const BUSY: u32 = 0;
/// That was all.
const DONE: u32 = 1;
/// The workbook is refused.
const REFUSED: u32 = 2;

struct Session {
    file: Vec<u8>,
    workbook: Option<Workbook>,
    csv: Option<Csv>,
    text: String,
}

thread_local! {
    static SESSION: RefCell<Session> =
        const { RefCell::new(Session { file: Vec::new(), workbook: None, csv: None, text: String::new() }) };
}

fn with(work: impl FnOnce(&mut Session) -> Result<bool, SheetError>) -> u32 {
    SESSION.with_borrow_mut(|session| match work(session) {
        Ok(false) => DONE,
        Ok(true) => BUSY,
        Err(error) => {
            session.text = error.json();
            REFUSED
        }
    })
}

/// Makes room for a file of so many bytes and says where.
#[no_mangle]
pub extern "C" fn reserve(bytes: usize) -> *mut u8 {
    SESSION.with_borrow_mut(|session| {
        session.file = vec![0; bytes];
        session.file.as_mut_ptr()
    })
}

/// Opens the workbook that was written there.
#[no_mangle]
pub extern "C" fn open() -> u32 {
    with(|session| {
        session.workbook = Some(Workbook::open(std::mem::take(&mut session.file))?);
        Ok(false)
    })
}

/// Counts what the sheets hold, a step; when it is done the text is the summary.
#[no_mangle]
pub extern "C" fn survey() -> u32 {
    with(|session| {
        let workbook = session.workbook.as_mut().ok_or(SheetError::NotAWorkbook)?;
        let done = workbook.survey(STEP)?;
        if done {
            session.text = workbook.summary();
        }
        Ok(!done)
    })
}

/// The sheet that is read when nobody chooses; 0 when there is none, and the text is the refusal.
#[no_mangle]
pub extern "C" fn default_sheet() -> u32 {
    let mut number = 0;
    with(|session| {
        number = session.workbook.as_ref().ok_or(SheetError::NotAWorkbook)?.default_sheet()?;
        Ok(false)
    });
    number
}

/// Begins with a sheet.
#[no_mangle]
pub extern "C" fn convert(sheet: u32) -> u32 {
    with(|session| {
        let workbook = session.workbook.as_ref().ok_or(SheetError::NotAWorkbook)?;
        session.csv = Some(workbook.convert(sheet)?);
        Ok(false)
    })
}

/// The next piece of CSV, also with the answer that it is the last.
#[no_mangle]
pub extern "C" fn next() -> u32 {
    with(|session| {
        session.text.clear();
        session.csv.as_mut().ok_or(SheetError::NotAWorkbook)?.next(&mut session.text)
    })
}

/// How far the survey is, or the conversion once it began; from 0 to 1.
#[no_mangle]
pub extern "C" fn share() -> f64 {
    SESSION.with_borrow_mut(|session| match (&mut session.csv, &mut session.workbook) {
        (Some(csv), _) => csv.share(),
        (None, Some(workbook)) => workbook.share(),
        (None, None) => 0.0,
    })
}

/// Where the text is.
#[no_mangle]
pub extern "C" fn text_at() -> *const u8 {
    SESSION.with_borrow(|session| session.text.as_ptr())
}

/// Its length in bytes.
#[no_mangle]
pub extern "C" fn text_length() -> usize {
    SESSION.with_borrow(|session| session.text.len())
}
