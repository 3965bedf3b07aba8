//! Values beside the quasi-identifiers, gathered class by class.

/// The codes of a column that is not generalised, by row of the kernel: each code once a row, with its people.
pub(super) struct Beside {
    /// Where each row starts; one more at the end.
    starts: Vec<u32>,
    codes: Vec<u32>,
    people: Vec<u32>,
    /// One more than the largest code.
    size: usize,
}

impl Beside {
    /// One more than the largest code.
    pub(super) fn codes(&self) -> usize {
        self.size
    }

    /// From one code a record, the row of each record and the people it stands for.
    pub(super) fn new(codes: &[u32], row_of_record: &[u32], counts: &[u32], rows: usize) -> Self {
        let size = codes.iter().max().map_or(0, |&most| most as usize + 1);
        let mut starts = vec![0u32; rows + 1];
        for &row in row_of_record {
            starts[row as usize + 1] += 1;
        }
        for row in 0..rows {
            starts[row + 1] += starts[row];
        }
        let mut next = starts.clone();
        let mut placed = vec![(0u32, 0u32); codes.len()];
        for ((&row, &code), &count) in row_of_record.iter().zip(codes).zip(counts) {
            placed[next[row as usize] as usize] = (code, count);
            next[row as usize] += 1;
        }
        let (mut made, mut codes, mut people) = (vec![0u32], Vec::new(), Vec::new());
        for row in 0..rows {
            let cells = &mut placed[starts[row] as usize..starts[row + 1] as usize];
            cells.sort_unstable();
            let begin = codes.len();
            for &mut (code, count) in cells {
                if codes.len() > begin && codes.last() == Some(&code) {
                    if let Some(last) = people.last_mut() {
                        *last += count;
                    }
                } else {
                    codes.push(code);
                    people.push(count);
                }
            }
            made.push(codes.len() as u32);
        }
        codes.shrink_to_fit();
        people.shrink_to_fit();
        Self { starts: made, codes, people, size }
    }

    /// Adds a row to a histogram.
    fn add(&self, row: u32, histogram: &mut Histogram) {
        let cells = self.starts[row as usize] as usize..self.starts[row as usize + 1] as usize;
        for (&code, &people) in self.codes[cells.clone()].iter().zip(&self.people[cells]) {
            let count = &mut histogram.counts[code as usize];
            if *count == 0 {
                histogram.touched.push(code);
            }
            *count += people;
        }
    }

    /// The histogram of rows; stops when `enough` distinct codes were seen.
    pub(super) fn gather(&self, rows: &[u32], enough: Option<u32>, histogram: &mut Histogram) {
        histogram.clear();
        for &row in rows {
            self.add(row, histogram);
            if enough.is_some_and(|enough| histogram.touched.len() >= enough as usize) {
                return;
            }
        }
    }
}

/// People per code, and which codes are not 0.
pub(super) struct Histogram {
    pub(super) counts: Vec<u32>,
    pub(super) touched: Vec<u32>,
}

impl Histogram {
    pub(super) fn new(codes: usize) -> Self {
        Self { counts: vec![0; codes], touched: Vec::new() }
    }

    fn clear(&mut self) {
        for &code in &self.touched {
            self.counts[code as usize] = 0;
        }
        self.touched.clear();
    }
}

/// The rows of every class, class after class: where each starts (one more at the end), and the rows.
pub(super) fn by_class(class_of: &[u32], classes: usize) -> (Vec<u32>, Vec<u32>) {
    let mut starts = vec![0u32; classes + 1];
    for &class in class_of {
        starts[class as usize + 1] += 1;
    }
    for class in 0..classes {
        starts[class + 1] += starts[class];
    }
    let mut next = starts.clone();
    let mut rows = vec![0; class_of.len()];
    for (row, &class) in (0u32..).zip(class_of) {
        rows[next[class as usize] as usize] = row;
        next[class as usize] += 1;
    }
    (starts, rows)
}
