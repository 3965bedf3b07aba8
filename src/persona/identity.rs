//! Names and faces: from the group's number and the seed, and from nothing else.

use super::Face;

/// First names that any gender carries, from the many backgrounds of a Dutch town. Fictional and
/// fixed: the list knows nothing of a file.
pub(super) const NAMES: [&str; 32] = [
    "Robin",
    "Marijn",
    "Deniz",
    "Kim",
    "Noa",
    "Jos",
    "Kiran",
    "Sam",
    "Nour",
    "Anne",
    "Mika",
    "Chris",
    "Iman",
    "Jip",
    "Ilkay",
    "Bo",
    "Dominique",
    "Pim",
    "Alex",
    "Wil",
    "Charlie",
    "Sascha",
    "Evren",
    "Rowan",
    "Luca",
    "Jaimy",
    "Lou",
    "Amar",
    "Sacha",
    "Toni",
    "Quinn",
    "Yaël",
];

/// The name of the persona at this place. No name comes twice within 32 personas; after that a
/// number follows it.
pub(super) fn name(place: usize, seed: u32) -> String {
    let count = NAMES.len();
    // An odd step visits all 32 places before it comes back.
    let step = (mix(u64::from(seed), 1) as usize % (count / 2)) * 2 + 1;
    let start = mix(u64::from(seed), 2) as usize % count;
    let name = NAMES[(start + (place % count) * step) % count];
    match place / count {
        0 => name.to_string(),
        round => format!("{name} {}", round + 1),
    }
}

/// Numbers of parts to draw with.
pub(crate) const SKINS: u8 = 6;
pub(crate) const HAIR_COLOURS: u8 = 6;
pub(crate) const HAIRS: u8 = 8;
pub(crate) const EYES: u8 = 3;
pub(crate) const MOUTHS: u8 = 3;
pub(crate) const GLASSES: u8 = 3;
pub(crate) const CLOTHES: u8 = 6;

/// The face of a group's persona. Neighbours differ in hair, skin and clothes, so that six faces
/// on a wall are six people.
pub(super) fn face(segment: u32, seed: u32) -> Face {
    let part = |salt: u64, count: u8| {
        (mix(u64::from(seed) << 32 | u64::from(segment), salt) % u64::from(count)) as u8
    };
    let walk = |salt: u64, count: u8, step: u32| {
        let start = mix(u64::from(seed), salt) % u64::from(count);
        ((start + u64::from(segment) * u64::from(step)) % u64::from(count)) as u8
    };
    let glasses = part(6, 5);
    Face {
        seed,
        skin: walk(1, SKINS, 5),
        hair_colour: part(2, HAIR_COLOURS),
        hair: walk(3, HAIRS, 3),
        eyes: part(4, EYES),
        mouth: part(5, MOUTHS),
        glasses: if glasses < GLASSES { glasses } else { 0 },
        clothes: walk(7, CLOTHES, 1),
    }
}

/// SplitMix64 (Steele, Lea & Flood 2014) of a key and a salt.
pub(super) fn mix(key: u64, salt: u64) -> u64 {
    let mut z =
        key.wrapping_add(salt.wrapping_mul(0x9E37_79B9_7F4A_7C15)).wrapping_add(0x9E37_79B9_7F4A_7C15);
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn names_do_not_come_twice(seed: u32, count in 2usize..60) {
            let mut names: Vec<String> = (0..count).map(|place| name(place, seed)).collect();
            names.sort();
            names.dedup();
            prop_assert_eq!(names.len(), count);
        }

        #[test]
        fn faces_are_drawable_and_neighbours_differ(seed: u32, segment in 0u32..1000) {
            let (one, two) = (face(segment, seed), face(segment + 1, seed));
            prop_assert!(one.skin < SKINS && one.hair < HAIRS && one.glasses < GLASSES && one.clothes < CLOTHES);
            prop_assert!(one.hair_colour < HAIR_COLOURS && one.eyes < EYES && one.mouth < MOUTHS);
            prop_assert!(one.hair != two.hair && one.skin != two.skin && one.clothes != two.clothes);
        }
    }
}
