//! A section of a paper: a title and what stands under it, always in the same order.

use super::say;
use crate::text::Language;
use maud::{html, Markup};

/// One section of the paper.
#[derive(Default)]
pub(super) struct Section {
    pub(super) title: String,
    pub(super) paragraphs: Vec<String>,
    pub(super) pairs: Vec<(String, String)>,
    pub(super) caption: String,
    pub(super) head: Vec<String>,
    pub(super) rows: Vec<Vec<String>>,
    /// From this column on, cells are numbers.
    pub(super) numbers_from: usize,
    pub(super) list: Vec<String>,
    pub(super) note: String,
}

impl Section {
    pub(super) fn html(&self, language: Language) -> Markup {
        html! {
            section {
                "\n"
                h2 { (self.title) } "\n"
                @for text in &self.paragraphs { p { (text) } "\n" }
                @if !self.pairs.is_empty() {
                    dl {
                        @for (term, text) in &self.pairs {
                            dt { (term) }
                            dd {
                                @if text.is_empty() {
                                    span.open { (say(language, "nog niet ingevuld", "not filled in yet")) }
                                } @else { (text) }
                            }
                        }
                    }
                    "\n"
                }
                @if !self.rows.is_empty() { (self.table()) "\n" }
                @if !self.list.is_empty() {
                    ul.list.plain { @for item in &self.list { li { (item) } } } "\n"
                }
                @if !self.note.is_empty() { p.note { (self.note) } "\n" }
            }
        }
    }

    fn table(&self) -> Markup {
        html! {
            div.scroll {
                table {
                    caption { (self.caption) } "\n"
                    thead {
                        tr {
                            @for (at, cell) in self.head.iter().enumerate() {
                                th scope="col" class=[(at >= self.numbers_from).then_some("num")] { (cell) }
                            }
                        }
                    }
                    "\n"
                    tbody {
                        @for row in &self.rows {
                            tr {
                                @for (at, cell) in row.iter().enumerate() {
                                    @if at == 0 { th scope="row" { (cell) } }
                                    @else { td class=[(at >= self.numbers_from).then_some("num")] { (cell) } }
                                }
                            }
                        }
                    }
                }
            }
        }
    }
}
