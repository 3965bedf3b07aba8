//! The gate is in the types: what must not compile, does not. Each file says what it tries.
//!
//! After a change of the compiler's wording: `TRYBUILD=overwrite cargo test --test compile_fail`, then read every `.stderr`.

#[test]
fn nothing_gets_past_the_doors() {
    let tests = trybuild::TestCases::new();
    tests.compile_fail("tests/compile_fail/*.rs");
    tests.pass("tests/compile_pass/*.rs");
}
