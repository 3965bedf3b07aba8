//! What is seen before the gate reaches no result, dossier, print, audit trail or event.
use gezicht::gate::{Output, Workbench};
use gezicht::meaning::Inspection;

fn export(_: impl Output) {}

fn leak(workbench: Workbench<Inspection>) {
    export(workbench);
}

fn main() {
    let _ = leak;
}
