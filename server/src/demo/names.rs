//! Names of made-up people.

/// Given names of students, as mixed as a British classroom.
pub const GIVEN: &[&str] = &[
    "Aled", "Amara", "Anwen", "Arjun", "Ayesha", "Ben", "Beth", "Bronwen", "Cai", "Callum",
    "Carys", "Chidi", "Chloe", "Daisy", "Daniel", "Dylan", "Ela", "Elif", "Ella", "Emre",
    "Esme", "Ethan", "Farah", "Finn", "Freya", "George", "Grace", "Hamza", "Hana", "Harry",
    "Ibrahim", "Imani", "Iris", "Isla", "Jakub", "Jasmine", "Joe", "Josie", "Kai", "Keira",
    "Kofi", "Lara", "Leo", "Lily", "Lina", "Luca", "Malik", "Maya", "Megan", "Mia",
    "Mo", "Nadia", "Nia", "Noah", "Olive", "Omar", "Oscar", "Owen", "Poppy", "Priya",
    "Quinn", "Rafi", "Rhys", "Rohan", "Rosa", "Ruby", "Sami", "Sara", "Seren", "Sofia",
    "Tara", "Theo", "Tomos", "Umar", "Violet", "Will", "Xin", "Yara", "Yusuf", "Zara",
    "Zofia",
];

/// Given names of staff.
pub const STAFF_GIVEN: &[&str] = &[
    "Abena", "Alison", "Anya", "Bethan", "Carwyn", "Claire", "David", "Dilys", "Emeka", "Fiona",
    "Gareth", "Gwen", "Hamza", "Helen", "Ian", "Ines", "James", "Jo", "Karim", "Kate",
    "Leila", "Lowri", "Marcus", "Meera", "Naomi", "Nick", "Oliver", "Patrick", "Rachel", "Ravi",
    "Rhian", "Sam", "Sian", "Stefan", "Teresa", "Tunde", "Una", "Vikram", "Wendy", "Yvonne",
];

/// Family names.
pub const FAMILY: &[&str] = &[
    "Abbott", "Adeyemi", "Ahmed", "Ali", "Andrews", "Bailey", "Banerjee", "Begum", "Bevan",
    "Brown", "Carter", "Chen", "Clarke", "Cooper", "Crane", "Davies", "Demir", "Diaz", "Edwards",
    "Egan", "Ellis", "Evans", "Farouk", "Fisher", "Foster", "Grant", "Green", "Griffiths",
    "Harris", "Hassan", "Hughes", "Hussain", "Iqbal", "Jackson", "James", "Jenkins", "Jones",
    "Kaur", "Khan", "Kowalski", "Lewis", "Lloyd", "Mahmood", "Marsh", "Mensah", "Morgan",
    "Morris", "Nowak", "Okafor", "Osei", "Owen", "Parker", "Patel", "Pereira", "Phillips",
    "Price", "Pryce", "Rahman", "Rees", "Roberts", "Rowe", "Shah", "Sharma", "Silva", "Singh",
    "Smith", "Taylor", "Thomas", "Turner", "Vaughan", "Walker", "Ward", "Watkins", "Williams",
    "Wilson", "Wood", "Wright", "Young", "Yilmaz", "Zhang",
];

/// Birds after which primary classes are named, Reception first.
pub const BIRDS: &[&str] = &["Robin", "Wren", "Kite", "Owl", "Heron", "Falcon", "Eagle"];
