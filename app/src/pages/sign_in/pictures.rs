//! The twelve pictures of picture PINs. Their numbers are stored with every PIN: a picture never takes another's place.

use leptos::prelude::*;

/// How many pictures make a PIN.
pub const PIN_PICTURES: usize = 4;

/// One of the twelve, by its number; decoration beside its name.
#[component]
pub fn Picture(number: u8) -> impl IntoView {
    let shapes = PICTURES.get(usize::from(number)).copied().unwrap_or_default();
    let paths =
        shapes.iter().map(|(class, d)| view! { <path class=*class d=*d></path> }).collect_view();
    view! {
        <svg class="pin-picture" viewBox="0 0 48 48" aria-hidden="true">
            {paths}
        </svg>
    }
}

/// Shapes of one picture, from back to front: class and path.
type Shapes = &'static [(&'static str, &'static str)];

/// Each differs from the others in shape, not only in colour.
const PICTURES: [Shapes; 12] = [
    // Sun
    &[
        ("pin-amber", "M14 24a10 10 0 1 0 20 0a10 10 0 1 0-20 0Z"),
        (
            "pin-ray",
            "M24 3v6M24 39v6M3 24h6M39 24h6M9.2 9.2l4.2 4.2M34.6 34.6l4.2 4.2M9.2 38.8l4.2-4.2M34.6 13.4l4.2-4.2",
        ),
    ],
    // Moon
    &[("pin-violet", "M29 5A20 20 0 1 0 44 30A17 17 0 0 1 29 5Z")],
    // Star
    &[(
        "pin-amber",
        "M24 4L29.3 17.7L44 18.5L32.6 27.8L36.3 42L24 34L11.7 42L15.4 27.8L4 18.5L18.7 17.7Z",
    )],
    // Cloud
    &[(
        "pin-grey",
        "M14 39a9.5 9.5 0 0 1-1.5-18.9A12.5 12.5 0 0 1 36.6 17.5a10.8 10.8 0 0 1-1.6 21.5Z",
    )],
    // Tree
    &[("pin-ink", "M21 32h6v13h-6Z"), ("pin-teal", "M24 3l13 16h-6l9 14H8l9-14h-6Z")],
    // Flower
    &[
        (
            "pin-red",
            "M16 12.5a8 8 0 1 0 16 0a8 8 0 1 0-16 0ZM26.9 20.4a8 8 0 1 0 16 0a8 8 0 1 0-16 0ZM22.8 33.3a8 8 0 1 0 16 0a8 8 0 1 0-16 0ZM9.2 33.3a8 8 0 1 0 16 0a8 8 0 1 0-16 0ZM5.1 20.4a8 8 0 1 0 16 0a8 8 0 1 0-16 0Z",
        ),
        ("pin-amber", "M18 24a6 6 0 1 0 12 0a6 6 0 1 0-12 0Z"),
    ],
    // Fish
    &[
        ("pin-teal", "M3 24C9 11 26 9 36 24C26 39 9 37 3 24Z"),
        ("pin-teal", "M33 24l12-10v20Z"),
        ("pin-paper", "M10.8 21a2.2 2.2 0 1 0 4.4 0a2.2 2.2 0 1 0-4.4 0Z"),
    ],
    // Bird
    &[
        (
            "pin-violet",
            "M5 30c5 1 8-1 9-6C15 14 22 9 28 9c6 0 9 4 9 9 0 13-9 21-19 21-6 0-11-3-13-9Z",
        ),
        ("pin-amber", "M36.5 15l8.5 3.5-8.5 3Z"),
        ("pin-paper", "M28.6 16a1.9 1.9 0 1 0 3.8 0a1.9 1.9 0 1 0-3.8 0Z"),
        ("pin-ink", "M16 28c4 3 9 2 12-2-1 8-8 10-12 2Z"),
    ],
    // Boat
    &[("pin-red", "M23 4v23H8Z"), ("pin-amber", "M26 9v18h13Z"), ("pin-ink", "M4 31h40l-7 12H11Z")],
    // House
    &[
        ("pin-red", "M24 4L3 23h42Z"),
        ("pin-amber", "M9 23h30v21H9Z"),
        ("pin-ink", "M20 31h8v13h-8Z"),
    ],
    // Apple
    &[
        (
            "pin-red",
            "M24 15.5c-4-4.5-17-3.5-17 9.5 0 10 7 19 12 19 2 0 3-1 5-1s3 1 5 1c5 0 12-9 12-19 0-13-13-14-17-9.5Z",
        ),
        ("pin-teal", "M25 12c0-6 4-9 10-9 0 6-4 9-10 9Z"),
    ],
    // Key
    &[(
        "pin-amber",
        "M14 13a11 11 0 1 0 0 22a11 11 0 0 0 10.5-8H28v5h5v-5h3v7h5v-7h4v-6H24.5A11 11 0 0 0 14 13Zm0 7a4 4 0 1 1 0 8a4 4 0 0 1 0-8Z",
    )],
];
