//! What made-up people write.

/// What adults notice, by muscle; the rest fits any.
pub fn noticed(muscle: &str) -> &'static [&'static str] {
    match muscle {
        "perseverance" => &[
            "You tried three ways before you asked. That's how stuck turns into unstuck.",
            "You went back to the hard one after break. Nobody told you to.",
            "Your first go fell over. You laughed and built it again, wider.",
            "You slowed down when it got hard instead of giving up.",
        ],
        "questioning" => &[
            "“What if it was upside down?” That question kept the whole table going.",
            "You asked how we could check, not just what the answer was.",
            "You turned your guess into a question we could test.",
            "You asked the quiet question that everyone was thinking.",
        ],
        "collaboration" => &[
            "You made room for an idea that wasn't yours, and then made it better.",
            "You noticed that someone had not spoken yet, and asked.",
            "You split the job so that both of you had the interesting part.",
            "You disagreed kindly and stayed friends with the idea.",
        ],
        "revising" => &[
            "You crossed out a whole line because you had a better one. Brave.",
            "You read it aloud, heard the wobble, and mended it.",
            "Your second plan used what went wrong with the first.",
            "You checked against what we said good looks like, and changed two things.",
        ],
        _ => &[
            "You used it without being asked today.",
            "I saw you help someone else do it.",
            "That took patience. It showed in what you made.",
        ],
    }
}

/// Notes for the adults of a class.
pub const NOTES: &[&str] = &[
    "Works best near the front this week.",
    "Try giving thinking time before asking.",
    "Ready for a bigger job in the group.",
    "Pair with someone new next time.",
    "Ask about the project at home: it comes alive.",
];

/// I noticed…
pub const VISIT_NOTICED: &[&str] = &[
    "Three tables tried a second way before asking. “What else could we try?” is on the wall and in their mouths.",
    "A student explained to a visitor why the first answer was worth keeping: it showed what to change.",
    "You waited eight seconds after the question. Four more hands went up.",
    "Everyone could say what they were stretching today, and why it was hard.",
    "Partners swapped books and asked each other questions, not answers.",
    "You named the muscle when it happened, in half a sentence, and moved on.",
    "The quiet corner was in use: two students planning what to try next.",
    "A mistake went up on the board as today's most useful one.",
];

/// I wonder…?
pub const VISIT_WONDER: &[&str] = &[
    "I wonder what would happen if groups chose their own roles?",
    "I wonder who could lead the looking-back next time?",
    "I wonder whether the word wall could be theirs to change?",
    "I wonder how students would explain this to the year below?",
];

/// The words we heard.
pub const VISIT_HEARD: &[&str] = &[
    "“We're not stuck, we're between ideas.”",
    "“Can I try it my way first?”",
    "“That's a better question than mine.”",
    "“Let's test it before we ask.”",
];

/// What visited adults answer.
pub const REPLIES: &[&str] = &[
    "Thank you. The swap was their idea, and I will keep it.",
    "That wait was hard for me. Good to hear that it shows.",
    "I will try your question on Thursday with the other group.",
    "They were pleased that you asked them about it.",
];

/// How it went, in a child's words.
pub const HOW_IT_WENT: &[&str] = &[
    "It was hard but I did it twice.",
    "I forgot on Monday and remembered on Wednesday.",
    "My partner helped me.",
    "I want to do it again.",
];

/// The focus of walks, with the habit whose row is asked first.
pub const FOCUSES: &[(&str, &str)] = &[
    ("what students do when they are stuck", "feeling"),
    ("who asks the questions", "thinking"),
    ("how plans and first drafts are changed", "managing"),
    ("how students listen to each other", "together"),
];
