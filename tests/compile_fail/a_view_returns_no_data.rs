//! What comes out of a view is a value that can be shown, never the tables themselves.
use gezicht::gate::Protected;

fn leak(tables: &Protected) {
    let _ = tables.derive(&1u32, |tables, _| tables.columns());
}

fn main() {
    let _ = leak;
}
