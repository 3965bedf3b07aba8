//! No other type becomes a door, an output, a public text or a public choice.
use gezicht::gate::{Door, Output, PublicChoice, PublicText};

#[derive(serde::Serialize)]
struct Mine(Vec<u32>);

impl Door for Mine {}
impl Output for Mine {}
impl PublicText for Mine {}
impl PublicChoice for Mine {}

fn main() {}
