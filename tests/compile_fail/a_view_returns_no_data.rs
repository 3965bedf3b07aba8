//! What comes out of a view is a value that can be shown, never the tables themselves.
use gezicht::gate::Protected;

fn leak(tables: &Protected) {
    let _ = tables.derive(&(), |tables, _| tables.columns());
}

fn main() {
    let _ = leak;
}
