//! The mutants.

use std::fmt;

/// Our code with one promise of `docs/SYNC.md` broken.
pub struct Mutant {
    /// What is broken.
    pub name: &'static str,
    /// Files, what stands there once, and what stands there instead.
    pub changes: &'static [(&'static str, &'static str, &'static str)],
    /// The test that must fail.
    pub test: Test,
}

/// A test of the workspace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Test {
    /// Its package.
    pub package: &'static str,
    /// Which of the package's test programs.
    pub binary: &'static [&'static str],
    /// Its whole name.
    pub name: &'static str,
}

impl fmt::Display for Test {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

/// A unit test.
const fn unit(package: &'static str, name: &'static str) -> Test {
    Test { package, binary: &["--lib"], name }
}

const SIMULATION: Test = Test {
    package: "sync",
    binary: &["--test", "simulation"],
    name: "promises_hold_through_faults",
};
const DISK: Test = Test {
    package: "server",
    binary: &["--test", "api"],
    name: "synced::every_answer_to_a_push_waits_for_the_disk",
};

const POWER_CUT: Test =
    Test { name: "power_cut::what_was_acknowledged_survives_a_power_cut", ..DISK };

/// One that the simulator must find.
const fn simulated(
    name: &'static str,
    changes: &'static [(&'static str, &'static str, &'static str)],
) -> Mutant {
    Mutant { name, changes, test: SIMULATION }
}

/// All of them.
pub const MUTANTS: &[Mutant] = &[
    Mutant {
        name: "the disk is not waited for",
        changes: &[(
            "server/src/store/sqlite/mod.rs",
            r#""synchronous", "FULL""#,
            r#""synchronous", "OFF""#,
        )],
        test: POWER_CUT,
    },
    Mutant {
        name: "what a killed program left is taken for written",
        changes: &[("server/src/store/sqlite/mod.rs", "        bring_to_disk(&rows)?;\n", "")],
        test: Test {
            name: "power_cut::what_a_killed_program_left_is_on_the_disk_before_it_is_acknowledged",
            ..DISK
        },
    },
    Mutant {
        name: "a transaction that failed is told as done",
        changes: &[(
            "server/src/store/sqlite/writer.rs",
            "*outcome = Err(StoreError::NotCommitted);",
            "*outcome = Ok(());",
        )],
        test: Test {
            name: "failing_disk::a_failing_disk_loses_nothing_that_was_acknowledged",
            ..DISK
        },
    },
    Mutant {
        name: "answers before the commit",
        changes: &[
            (
                "server/src/store/sqlite/writer.rs",
                "            self.rows.execute(\"COMMIT\")\n        });",
                "            Ok(())\n        });",
            ),
            (
                "server/src/store/sqlite/writer.rs",
                "            job.finish(outcome);\n        }\n",
                "            job.finish(outcome);\n        }\n        drop(self.rows.execute(\"COMMIT\"));\n",
            ),
        ],
        test: DISK,
    },
    Mutant {
        name: "a position outlives the job that took it back",
        changes: &[(
            "server/src/store/sqlite/writer.rs",
            r#"self.rows.roll_back("ROLLBACK TO job")?;"#,
            "",
        )],
        test: unit("server", "store::sqlite::writer::tests::each_job_stands_or_falls_alone"),
    },
    simulated(
        "the same entry twice is two",
        &[(
            "sync/src/server/mod.rs",
            "let found = self.log.find(entry.id(), hash)?;",
            "let found = self.log.find(entry.id(), hash)?.filter(|_| false);",
        )],
    ),
    simulated(
        "the cursor before what it stands for",
        &[(
            "sync/src/device/conversation/pull.rs",
            "        let mut changes = Changes::default();\n        self.take_page(",
            "        if !is_backfill {\n            self.sync.cursor = answer.next;\n            self.write_sync(Changes::default());\n        }\n        let mut changes = Changes::default();\n        self.take_page(",
        )],
    ),
    simulated(
        "the cursor runs ahead of the page",
        &[(
            "sync/src/server/mod.rs",
            "let next = if more { next } else { up_to };",
            "let next = if more { next + 1 } else { up_to };",
        )],
    ),
    simulated(
        "copies go before a backup covers them",
        &[(
            "sync/src/device/conversation/hello.rs",
            "sent.epoch == epoch && sent.position <= backup && sent.held.is_none()",
            "sent.epoch == epoch && sent.held.is_none()",
        )],
    ),
    simulated(
        "no write need be forced to the disk",
        &[(
            "sync/src/device/changes.rs",
            "!puts(Store::Outbox) && (puts(Store::Base) || puts(Store::Sent))",
            "!self.puts.is_empty() || puts(Store::Base)",
        )],
    ),
    Mutant {
        name: "a back-fill of any scope that is asked for",
        changes: &[(
            "sync/src/server/mod.rs",
            "backfill.scopes.iter().filter(|scope| granted.contains(scope)).copied().collect();",
            "backfill.scopes.clone();",
        )],
        test: unit(
            "sync",
            "server::tests::back_filling_goes_up_to_where_it_is_told_and_no_further",
        ),
    },
    simulated(
        "a restore is taken for nothing new",
        &[(
            "sync/src/device/conversation/hello.rs",
            "        if let Some(after) = after {\n",
            "        if let Some(after) = after.filter(|_| false) {\n",
        )],
    ),
    Mutant {
        name: "any answer of the right length is one of ours",
        changes: &[(
            "sync/src/device/conversation/push.rs",
            "numbers.len() == verdicts.len() && numbers.iter().zip(verdicts).all(fits)",
            "numbers.len() == verdicts.len() || numbers.iter().zip(verdicts).all(fits)",
        )],
        test: unit("sync", "device::tests::pushing::verdicts_that_are_not_ours_change_nothing"),
    },
    Mutant {
        name: "the clock decides between two values",
        changes: &[(
            "sync/src/register.rs",
            "sets.iter().filter(|set| !named.contains(&set.id)).collect()",
            "sets.iter().max_by_key(|set| (set.at, set.id)).into_iter().collect()",
        )],
        test: unit("sync", "register::tests::heads_of_small_histories"),
    },
    Mutant {
        name: "a clock is believed whatever it says",
        changes: &[(
            "sync/src/clock.rs",
            "let counts = meant.clamp(earliest, latest);",
            "let counts = meant.max(earliest.min(latest).min(meant));",
        )],
        test: unit("sync", "clock::tests::effective_times_are_clamped_around_the_receipt"),
    },
];
