// Two ways to append to what somebody else can still see, and neither compiles.
fn with(mut role: Vec<String>, right: &str) -> Vec<String> {
    role.push(right.to_string());
    role
}

fn main() {
    let base = vec![String::from("read")];
    let editor = with(base, "edit");
    let guest = with(base, "look");
    println!("{editor:?} {guest:?}");

    let mut rights = vec![String::from("read")];
    let seen = &rights[..];
    rights.push(String::from("edit"));
    println!("{seen:?}");
}
