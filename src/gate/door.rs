//! The three doors. Nothing else crosses from the engine to a page, a print or a file.

use serde::Serialize;

mod sealed {
    pub trait Sealed {}
}

/// What may cross. Sealed: only the three doors below implement it.
pub trait Door: sealed::Sealed {}

/// Figures computed from protected block tables, or release statistics that PRODUCT D6 lists.
/// Only `gate` can make one.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(transparent)]
pub struct Cleared<T>(T);

/// Shapes, line numbers and coarse percentages before the gate. It reaches the page's Data step and nothing else:
/// no result, no dossier, no print, no audit trail, no event.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(transparent)]
pub struct Workbench<T>(T);

/// Nothing derived from data about people: progress, refusals, texts that people typed.
#[derive(Clone, Debug, PartialEq, Serialize)]
#[cfg_attr(target_arch = "wasm32", derive(tsify::Tsify))]
#[serde(transparent)]
pub struct Notice<T>(T);

impl<T> sealed::Sealed for Cleared<T> {}
impl<T> sealed::Sealed for Workbench<T> {}
impl<T> sealed::Sealed for Notice<T> {}
impl<T: Serialize> Door for Cleared<T> {}
impl<T: Serialize> Door for Workbench<T> {}
impl<T: Serialize> Door for Notice<T> {}
