//! The groups on a map of two dimensions, from the protected shares of their blocks alone: a centre and a covariance a group, never a
//! point a person or a block.
//!
//! The plane is that of the first two principal axes of the groups' centres, weighted by their people (Pearson 1901), so that it shows
//! what tells groups apart; with two groups the second axis is that of the blocks.

use super::protect::Protected;
use super::space::{dot, Space};

/// Where a group lies, in units of the widest distance from the middle.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Placed {
    /// Centre, -1 to 1.
    pub centre: [f64; 2],
    /// Covariance of its blocks: of the first axis, of both, of the second. Zero for a single block.
    pub covariance: [f64; 3],
}

/// All groups on the map.
#[derive(Clone, Debug, PartialEq)]
pub struct Map {
    /// One a segment, in their order.
    pub placed: Vec<Placed>,
    /// Share of the variance between groups that the plane shows, 0 to 1.
    pub explained: f64,
}

impl Protected {
    /// The map; `None` where there are fewer than two groups or nothing tells them apart.
    pub fn map(&self) -> Option<Map> {
        let mut groups: Vec<Vec<u32>> = vec![Vec::new(); self.segments() as usize];
        for (block, &segment) in (0u32..).zip(self.segment_of_blocks()) {
            groups.get_mut(segment as usize)?.push(block);
        }
        if groups.len() < 2 {
            return None;
        }
        let space = Space::of(self);
        let centres = space.of_groups(&groups);
        let all: Vec<u32> = (0..groups.len() as u32).collect();
        let middle = centres.centre(&all);
        let first = centres.axis(&all, &middle, &[])?;
        let blocks: Vec<u32> = (0..self.blocks()).collect();
        let ahead = std::slice::from_ref(&first);
        let second = centres
            .axis(&all, &middle, ahead)
            .or_else(|| space.axis(&blocks, &space.centre(&blocks), ahead))
            .unwrap_or_else(|| vec![0.0; middle.len()]);
        let axes = [first, second];
        let on = |point: &[f64], from: &[f64], axis: &[f64]| {
            let away: Vec<f64> = point.iter().zip(from).map(|(x, from)| x - from).collect();
            (dot(&away, axis), dot(&away, &away))
        };
        let (mut shown, mut whole) = (0.0, 0.0);
        let mut placed: Vec<Placed> = Vec::with_capacity(groups.len());
        for (&group, members) in all.iter().zip(&groups) {
            let centre = centres.point(group);
            let [(x, length), (y, _)] = [on(centre, &middle, &axes[0]), on(centre, &middle, &axes[1])];
            shown += centres.weight(group) * (x * x + y * y);
            whole += centres.weight(group) * length;
            let mut covariance = [0.0; 3];
            let mut people = 0.0;
            for &block in members {
                let (a, b) =
                    (on(space.point(block), centre, &axes[0]).0, on(space.point(block), centre, &axes[1]).0);
                let weight = space.weight(block);
                people += weight;
                for (sum, value) in covariance.iter_mut().zip([a * a, a * b, b * b]) {
                    *sum += weight * value;
                }
            }
            covariance.iter_mut().for_each(|sum| *sum /= f64::max(people, f64::MIN_POSITIVE));
            placed.push(Placed { centre: [x, y], covariance });
        }
        let widest = placed.iter().flat_map(|one| one.centre).map(f64::abs).fold(0.0, f64::max);
        let unit = if widest > 0.0 { widest } else { 1.0 };
        for one in &mut placed {
            one.centre.iter_mut().for_each(|x| *x /= unit);
            one.covariance.iter_mut().for_each(|x| *x /= unit * unit);
        }
        Some(Map { placed, explained: if whole > 0.0 { (shown / whole).min(1.0) } else { 0.0 } })
    }
}

#[cfg(test)]
mod tests {
    use super::super::bands::BandedColumn;
    use super::*;
    use crate::meaning::Meaning;
    use crate::profile::Band;
    use crate::recipe::Role;
    use crate::text::Text;

    /// Blocks of 100 people over two bands a column: shares of the first band, per column.
    fn tables(segment_of: &[u32], columns: &[(&str, Role, &[i64])]) -> Protected {
        let band =
            |label: &str| Band { label: Text::new(label, label), from: None, to: None, missing: false };
        let columns = columns
            .iter()
            .map(|(name, role, first)| {
                let column = BandedColumn {
                    name: (*name).to_owned(),
                    label: Text::new(*name, *name),
                    role: *role,
                    meaning: Meaning::Category,
                    bands: vec![band("ja"), band("nee")],
                    codes: Vec::new(),
                };
                (column, first.iter().flat_map(|&count| [count, 100 - count]).collect())
            })
            .collect();
        Protected::of_tables(10, vec![100; segment_of.len()], segment_of.to_vec(), columns)
    }

    #[test]
    fn alike_groups_lie_together_and_the_spread_is_that_of_blocks() {
        let segments = [0, 0, 1, 1, 2, 2];
        let map = tables(
            &segments,
            &[
                ("a", Role::Feature, &[90, 80, 80, 70, 10, 20]),
                ("b", Role::Feature, &[50, 50, 60, 40, 50, 50]),
            ],
        )
        .map()
        .unwrap();
        let distance = |a: usize, b: usize| {
            let (a, b) = (map.placed[a].centre, map.placed[b].centre);
            ((a[0] - b[0]).powi(2) + (a[1] - b[1]).powi(2)).sqrt()
        };
        assert!(distance(0, 1) < distance(0, 2) && distance(0, 1) < distance(1, 2));
        assert!((map.explained - 1.0).abs() < 1e-9, "one column tells all three apart: {}", map.explained);
        assert!(
            map.placed[1].covariance[2] > map.placed[0].covariance[2],
            "the second group is wide in the other column"
        );
        assert!(map.placed.iter().all(|one| one.centre.iter().all(|x| x.abs() <= 1.0)));
    }

    #[test]
    fn a_sensitive_column_moves_nothing() {
        let plain = ("a", Role::Feature, &[90i64, 80, 10, 20][..]);
        let without = tables(&[0, 0, 1, 1], &[plain]).map();
        let with = tables(&[0, 0, 1, 1], &[plain, ("zorg", Role::Sensitive, &[50, 40, 60, 50])]).map();
        assert_eq!(without, with);
    }

    #[test]
    fn one_group_has_no_map_and_equal_groups_have_none() {
        assert_eq!(tables(&[0, 0], &[("a", Role::Feature, &[90, 80])]).map(), None);
        assert_eq!(tables(&[0, 1], &[("a", Role::Feature, &[50, 50])]).map(), None);
    }
}
