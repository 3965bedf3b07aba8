//! A number can be counted from data, and a yes-no too: neither goes into a view.
use gezicht::gate::Protected;

fn leak(tables: &Protected, count: u32, any: bool) {
    let _ = tables.derive(&count, |_, count| *count);
    let _ = tables.derive(&any, |_, any| *any);
}

fn main() {
    let _ = leak;
}
