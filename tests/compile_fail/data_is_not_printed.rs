//! Data about people does not print, not even for a developer.
use gezicht::gate::{BandedColumn, Blocks, ContentKey, Protected};
use gezicht::table::{Attribute, Column, Dictionary, People, Table};

fn print(_: &impl std::fmt::Debug) {}

fn leak(table: &Table, column: &Column, values: &Dictionary, people: &People, attribute: &Attribute) {
    print(table);
    print(column);
    print(values);
    print(people);
    print(attribute);
}

fn leak_blocks(blocks: &Blocks, column: &BandedColumn, key: &ContentKey, tables: &Protected) {
    print(blocks);
    print(column);
    print(key);
    print(tables);
}

fn main() {
    let _ = (leak, leak_blocks);
}
