//! Neither the cells of protected tables nor who is in which block can be read.
use gezicht::gate::{Blocks, Protected, ProtectedColumn};

fn leak(tables: &Protected, column: &ProtectedColumn, blocks: &Blocks) {
    let _ = &tables.totals;
    let _ = &column.counts;
    let _ = &blocks.of_record;
}

fn main() {
    let _ = leak;
}
