//! Embeds the site anew whenever it has changed. Debug builds read it at run time and are left alone.

fn main() {
    let release = std::env::var("PROFILE").is_ok_and(|profile| profile == "release");
    println!(
        "cargo::rerun-if-changed={}",
        if release { "../target/site/site.json" } else { "build.rs" }
    );
}
