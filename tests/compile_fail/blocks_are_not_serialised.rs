//! Blocks, banded columns and protected tables do not turn into JSON.
use gezicht::gate::{BandedColumn, Blocks, ContentKey, Protected, ProtectedColumn};

fn json(_: &impl serde::Serialize) {}

fn leak(blocks: &Blocks, column: &BandedColumn, key: &ContentKey, tables: &Protected, table: &ProtectedColumn) {
    json(blocks);
    json(column);
    json(key);
    json(tables);
    json(table);
}

fn main() {
    let _ = leak;
}
