//! When people are alike: in their columns, and in the groups that quick fits of other kinds put them in (`segment::guides`).
//!
//! A person is a point: the row of the design divided by the root of its width, and for each quick fit an indicator of the group.
//! So all columns together count about as much as one fit, and people whom most orderings keep together are near.
//! Points are never written out: they have some hundred numbers, few of which are not 0.

use gezicht_lanes::dot;

/// Most groups of a quick fit.
const GROUPS: usize = 8;
/// People that an axis is estimated on.
const SAMPLE: usize = 512;
/// Turns of the power iteration; a split needs a good direction, not a converged one.
const TURNS: usize = 10;

/// The points. All vectors are per record, in one order.
pub(super) struct Alike {
    /// Design matrix, row-major, records x `width`.
    design: Vec<f32>,
    width: usize,
    /// Group of each record in each quick fit, row-major.
    guides: Vec<u8>,
    /// Quick fits.
    fits: usize,
    scale: f32,
}

impl Alike {
    /// `None` where the lengths do not fit `records` or a group is out of range.
    pub(super) fn new(design: Vec<f32>, width: usize, guides: Vec<u8>, records: usize) -> Option<Self> {
        let fits = guides.len().checked_div(records).unwrap_or(0);
        let fitting = design.len() == records * width && guides.len() == records * fits;
        if !fitting || guides.iter().any(|&group| usize::from(group) >= GROUPS) {
            return None;
        }
        let scale = 1.0 / (width.max(1) as f32).sqrt();
        Some(Self { design, width, guides, fits, scale })
    }

    /// Columns of the design.
    pub(super) fn width(&self) -> usize {
        self.width
    }

    /// About how many multiplications it costs to split so many records.
    pub(super) fn cost(&self, records: usize) -> i64 {
        ((records * 4 + records.min(SAMPLE) * 2 * TURNS) * (self.width + self.fits + 4)) as i64
    }

    /// The design row of a record.
    pub(super) fn row(&self, record: u32) -> &[f32] {
        &self.design[record as usize * self.width..(record as usize + 1) * self.width]
    }

    fn groups(&self, record: u32) -> &[u8] {
        &self.guides[record as usize * self.fits..(record as usize + 1) * self.fits]
    }

    /// How far a record is along an axis.
    pub(super) fn along(&self, record: u32, axis: &[f32]) -> f32 {
        let (columns, fits) = axis.split_at(self.width);
        let guided = self.groups(record).iter().zip(fits.chunks_exact(GROUPS));
        let sum: f32 = guided.map(|(&group, axis)| axis[usize::from(group)]).sum();
        sum + self.scale * dot(self.row(record), columns)
    }

    fn add(&self, record: u32, times: f32, sum: &mut [f32]) {
        let (columns, fits) = sum.split_at_mut(self.width);
        let scaled = times * self.scale;
        columns.iter_mut().zip(self.row(record)).for_each(|(sum, &value)| *sum += scaled * value);
        for (&group, sum) in self.groups(record).iter().zip(fits.chunks_exact_mut(GROUPS)) {
            sum[usize::from(group)] += times;
        }
    }

    /// The first principal axis of some records with so many people each (power iteration on the centred points); the first of
    /// them stand for all.
    pub(super) fn axis(&self, people: &[(u32, u32)]) -> Vec<f32> {
        // Rows of a sample side by side: they are walked again and again.
        let people = &people[..people.len().min(SAMPLE)];
        let near = Self {
            design: people.iter().flat_map(|&(record, _)| self.row(record)).copied().collect(),
            guides: people.iter().flat_map(|&(record, _)| self.groups(record)).copied().collect(),
            ..*self
        };
        let sample: Vec<(u32, u32)> = (0u32..).zip(people.iter().map(|&(_, weight)| weight)).collect();
        near.axis_of(&sample)
    }

    fn axis_of(&self, sample: &[(u32, u32)]) -> Vec<f32> {
        let whole: f32 = sample.iter().map(|&(_, weight)| weight as f32).sum();
        let dimensions = self.width + GROUPS * self.fits;
        let mut mean = vec![0f32; dimensions];
        for &(record, weight) in sample {
            self.add(record, weight as f32 / whole.max(1.0), &mut mean);
        }
        // Start from the point furthest from the mean: deterministic and never at right angles to everything.
        let beside = dot(&mean, &mean);
        let own = |record: u32| {
            let row = self.row(record);
            self.scale * self.scale * dot(row, row) + self.fits as f32
        };
        let far = |&(record, weight): &(u32, u32)| {
            weight as f32 * (own(record) - 2.0 * self.along(record, &mean) + beside)
        };
        let mut axis: Vec<f32> = mean.iter().map(|mean| -mean).collect();
        let furthest = sample.iter().reduce(|most, one| if far(one) > far(most) { one } else { most });
        if let Some(&(record, _)) = furthest {
            self.add(record, 1.0, &mut axis);
        }
        for _ in 0..TURNS {
            let length = dot(&axis, &axis).sqrt();
            if length <= f32::MIN_POSITIVE || !length.is_finite() {
                break;
            }
            let middle = dot(&mean, &axis);
            let mut next = vec![0f32; dimensions];
            let mut taken = 0f32;
            for &(record, weight) in sample {
                let along = (self.along(record, &axis) - middle) / length * weight as f32;
                self.add(record, along, &mut next);
                taken += along;
            }
            next.iter_mut().zip(&mean).for_each(|(next, &mean)| *next -= taken * mean);
            axis = next;
        }
        axis
    }
}
