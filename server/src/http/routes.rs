//! Every route, once. The router is made from these lists, and the tests have a
//! row for each of them and each role.

use axum::Router;
use axum::http::StatusCode;
use axum::routing::{get, post};

use super::state::Shared;
use super::{
    account, classes, devices, directory, events, held, oidc, pages, passkeys, people, pulses,
    record, reports, retention, roll, second_step, sign_in, staff_links, supply, sync_calls,
    tablets, unsent, welcome,
};

/// A method, in lower case, and a path.
pub type Route = (&'static str, &'static str);

/// Makes a list of routes, and the router that answers exactly these.
macro_rules! routes {
    (
        $(#[$doc:meta])*
        $list:ident, $make:ident { $($method:ident $path:literal => $handler:expr,)* }
    ) => {
        $(#[$doc])*
        pub const $list: &[Route] = &[$((stringify!($method), $path)),*];

        $(#[$doc])*
        pub(super) fn $make() -> Router<Shared> {
            Router::new()$(.route($path, $method($handler)))*
        }
    };
}

routes! {
    /// Under `/api`; forms and questions.
    API, api {
        get "/session" => sign_in::session,
        post "/sign-in/staff" => sign_in::staff,
        post "/sign-in/code" => second_step::code,
        post "/sign-in/set-up" => second_step::set_up,
        post "/sign-in/set-up/code" => second_step::set_up_code,
        post "/sign-in/passkey" => passkeys::ask,
        post "/sign-in/passkey/finish" => passkeys::sign_in,
        get "/sign-in/ways" => oidc::ways,
        post "/sign-in/oidc" => oidc::finish,
        post "/sign-in/student" => sign_in::student,
        post "/sign-in/card" => sign_in::card,
        post "/sign-in/names" => sign_in::names,
        post "/sign-in/supply" => supply::sign_in,
        post "/sign-in/unlock" => devices::unlock,
        post "/sign-out" => sign_in::sign_out,
        get "/account" => account::account,
        post "/account/password" => account::password,
        post "/account/second-factor" => account::set_up,
        post "/account/second-factor/code" => account::confirm,
        post "/account/second-factor/off" => account::off,
        post "/account/recovery-codes" => account::recovery_codes,
        post "/account/passkeys" => passkeys::ask_for_new,
        post "/account/passkeys/finish" => passkeys::keep,
        post "/account/passkeys/{id}/remove" => passkeys::remove,
        get "/welcome/{token}" => welcome::look,
        post "/welcome/{token}" => welcome::take,
        get "/devices" => tablets::list,
        post "/devices/codes" => tablets::make_code,
        post "/devices/enrol" => tablets::enrol,
        post "/devices/{id}" => tablets::change,
        post "/devices/key" => devices::key,
        post "/devices/seen" => devices::seen,
        get "/directory" => directory::directory,
        get "/reports/class/{id}" => reports::class,
        get "/reports/school" => reports::school,
        get "/classes/{id}/picture-pins" => classes::who_has_pictures,
        post "/classes/{id}/picture-pins" => classes::picture_pins,
        post "/classes/{id}/supply-passes" => supply::make_pass,
        get "/held" => held::held,
        post "/held/{hash}" => held::decide,
        get "/people" => roll::everybody,
        get "/people/{id}" => people::held,
        get "/staff" => staff_links::list,
        post "/staff/{id}/link" => staff_links::make,
        post "/staff/{id}/mail" => staff_links::mail,
        post "/people/{id}/export" => people::export,
        post "/people/{id}/restriction" => people::restriction,
        get "/pulses" => pulses::list,
        post "/pulses" => pulses::make,
        post "/pulses/{id}/answers" => pulses::answer,
        post "/pulses/{id}/links" => pulses::link,
        post "/answers/look" => pulses::look,
        post "/answers" => pulses::answer_by_link,
        get "/record" => record::all,
        get "/record/csv" => record::csv,
        get "/record/me" => record::mine,
        get "/retention" => retention::retention,
    }
}

routes! {
    /// Under `/api/sync`; frames, the news that there are some, and what comes as
    /// a file instead.
    SYNC, sync {
        get "/events" => events::events,
        post "/hello" => sync_calls::hello,
        post "/push" => sync_calls::push,
        post "/pull" => sync_calls::pull,
        post "/import" => unsent::import,
        post "/sealed" => devices::sealed,
    }
}

routes! {
    /// Pages that are rendered here, and those that lead to others.
    PAGES, pages {
        get "/sign-in" => pages::public,
        get "/sign-in/oidc" => oidc::leave,
        get "/sign-in/oidc/back" => oidc::back,
        get "/welcome/{token}" => pages::public,
        get "/reports/class/{id}" => pages::class,
        get "/reports/school" => pages::school,
    }
}

routes! {
    /// For whoever watches over the server.
    HEALTH, health {
        get "/healthz" => || async { StatusCode::NO_CONTENT },
    }
}

/// All of them: a method, in upper case, and a whole path. Every other path is
/// a file or the shell.
pub fn all() -> impl Iterator<Item = (String, String)> {
    let groups = [("/api", API), ("/api/sync", SYNC), ("", PAGES), ("", HEALTH)];
    groups.into_iter().flat_map(|(under, routes)| {
        routes.iter().map(move |(method, path)| (method.to_uppercase(), format!("{under}{path}")))
    })
}
