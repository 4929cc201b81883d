//! What tabs tell each other: the rows that one of them has committed.

use js_sys::{Array, Uint8Array};
use sync::device::Write;
use sync::device::rows::Store as Area;
use wasm_bindgen::{JsCast, JsValue};

/// A write as a message: `[[[store, key, value], …], [[store, key], …]]`.
pub fn message_of(write: &Write) -> JsValue {
    let puts = write.puts.iter().map(|(area, (key, value))| {
        Array::of3(&area.name().into(), &number(*key), &Uint8Array::from(value.as_slice()))
    });
    let deletes =
        write.deletes.iter().map(|(area, key)| Array::of2(&area.name().into(), &number(*key)));
    Array::of2(&puts.collect::<Array>(), &deletes.collect::<Array>()).into()
}

/// The write of a message; `None` where a tab of another build told something else.
pub fn write_of(message: &JsValue) -> Option<Write> {
    let [puts, deletes] = items(message)?.try_into().ok()?;
    let (puts, deletes) = (items(&puts)?, items(&deletes)?);
    let puts = puts.iter().map(|put| {
        let [area, key, value]: [JsValue; 3] = items(put)?.try_into().ok()?;
        Some((area_of(&area)?, (key_of(&key)?, value.dyn_into::<Uint8Array>().ok()?.to_vec())))
    });
    let deletes = deletes.iter().map(|delete| {
        let [area, key]: [JsValue; 2] = items(delete)?.try_into().ok()?;
        Some((area_of(&area)?, key_of(&key)?))
    });
    let (puts, deletes) = (puts.collect::<Option<_>>()?, deletes.collect::<Option<_>>()?);
    Some(Write { puts, deletes, ..Write::default() })
}

fn items(value: &JsValue) -> Option<Vec<JsValue>> {
    value.dyn_ref::<Array>().map(Array::to_vec)
}

fn area_of(name: &JsValue) -> Option<Area> {
    Area::from_name(&name.as_string()?)
}

/// Keys as numbers of JavaScript: counted, or hashes of 52 bits, so that it holds them exactly.
#[expect(clippy::cast_precision_loss, reason = "keys stay below 2⁵³")]
pub fn number(key: u64) -> JsValue {
    JsValue::from_f64(key as f64)
}

/// The inverse of [`number`]; `None` for what is no key.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "checked just before")]
pub fn key_of(key: &JsValue) -> Option<u64> {
    let key = key.as_f64()?;
    (key >= 0.0 && key.fract() == 0.0).then_some(key as u64)
}
