//! Sentences to choose from. `{n}` is the name, `{w}` a wish, `{a}` an age, `{h}` a household.
//! Each pair is written twice, once in each language, and no one in them has a gender.

/// Dutch (B1) and English.
pub(super) type Pair = (&'static str, &'static str);

pub(super) const OPEN_AGE_HOME: &[Pair] = &[
    ("{n} is {a} jaar en {h}.", "{n} is {a} and {h}."),
    ("{n} van {a} {h} en kent de buurt goed.", "{n}, {a}, {h} and knows the area well."),
    ("{n} werd dit jaar {a} en {h}.", "{n} turned {a} this year and {h}."),
    ("{n}, net {a} geworden, {h}.", "{n} has just turned {a} and {h}."),
    ("{n} is nu {a}, {h} en voelt zich daar thuis.", "{n} is {a} now, {h} and feels settled."),
    (
        "{n} viert binnenkort een verjaardag, is nu {a} en {h}.",
        "{n} is {a}, with a birthday coming up, and {h}.",
    ),
];
pub(super) const OPEN_AGE: &[Pair] = &[
    (
        "{n} is {a} jaar en woont al een tijd in de gemeente.",
        "{n} is {a} and has lived in the area for a while.",
    ),
    ("{n} werd dit jaar {a} en kent de gemeente goed.", "{n} turned {a} this year and knows the town well."),
];
pub(super) const OPEN_HOME: &[Pair] = &[
    ("{n} {h} en kent de buurt goed.", "{n} {h} and knows the area well."),
    ("{n} {h}, niet ver van het centrum.", "{n} {h}, not far from the centre."),
];
pub(super) const OPEN: &[Pair] = &[
    ("{n} woont al een tijd in de gemeente.", "{n} has lived in the area for some time."),
    ("{n} kent de gemeente goed.", "{n} knows the town well."),
];

pub(super) const WISH: &[Pair] = &[
    ("Deze week wil {n} {w}.", "This week {n} wants to {w}."),
    ("Op de lijst voor vandaag staat: {w}.", "On today’s list: {w}."),
    ("Tussen alle drukte door wil {n} {w}.", "In the middle of a busy week, {n} needs to {w}."),
    (
        "Een buur gaf de tip om op tijd te beginnen. Nu wil {n} {w}.",
        "A neighbour said not to leave it too late. So {n} wants to {w}.",
    ),
    ("Het is maandag en {n} wil {w}.", "It is Monday and {n} means to {w}."),
    (
        "{n} stelde het al twee keer uit, maar wil nu echt {w}.",
        "{n} has put it off twice, but now really wants to {w}.",
    ),
];
pub(super) const LETTER: &[Pair] = &[
    (
        "Op de keukentafel ligt een brief van de gemeente.",
        "A letter from the municipality lies on the kitchen table.",
    ),
    (
        "Bij de post zat vandaag een brief van de gemeente.",
        "Today’s post held a letter from the municipality.",
    ),
    (
        "{n} kreeg een brief en wil weten wat er nu moet gebeuren.",
        "{n} has had a letter and wants to know what happens next.",
    ),
    (
        "Er speelt iets nieuws, en {n} weet nog niet waar te beginnen.",
        "Something new has come up, and {n} is not sure where to start.",
    ),
    (
        "Een kennis vertelde over een regeling. {n} wil er meer van weten.",
        "A friend mentioned a scheme. {n} would like to know more.",
    ),
];

pub(super) const ONLINE: &[Pair] = &[
    (
        "’s Avonds op de bank is daar waarschijnlijk het beste moment voor.",
        "An evening on the sofa is probably the best time for that.",
    ),
    (
        "Dat gaat waarschijnlijk online, tussen twee andere dingen door.",
        "That will probably happen online, between two other things.",
    ),
    (
        "Waarschijnlijk zoekt {n} eerst op de website van de gemeente.",
        "{n} probably looks on the municipal website first.",
    ),
    ("Vaak is een laptop en een rustig uurtje genoeg.", "A laptop and a quiet hour are often enough."),
];
pub(super) const APP: &[Pair] = &[
    (
        "Daarvoor pakt {n} waarschijnlijk meteen de telefoon en opent de app.",
        "{n} probably reaches for the phone and opens the app.",
    ),
    (
        "Het liefst gaat dat waarschijnlijk via de app, onderweg.",
        "Using the app on the way somewhere is probably the favourite option.",
    ),
    (
        "Een melding in de app werkt waarschijnlijk beter dan een brief.",
        "A message in the app probably works better than a letter.",
    ),
];
pub(super) const PHONE: &[Pair] = &[
    (
        "{n} belt daarvoor waarschijnlijk eerst de gemeente.",
        "{n} will probably phone the municipality first.",
    ),
    (
        "Even bellen voelt waarschijnlijk zekerder dan een formulier.",
        "A phone call probably feels safer than a form.",
    ),
    (
        "Een stem aan de telefoon geeft waarschijnlijk snel rust.",
        "A voice on the phone is probably a quick relief.",
    ),
];
pub(super) const DESK: &[Pair] = &[
    (
        "{n} gaat daarvoor waarschijnlijk het liefst naar de balie.",
        "{n} probably prefers to go to the service desk for this.",
    ),
    (
        "Aan de balie kan iemand meekijken. Dat helpt waarschijnlijk het meest.",
        "At the desk somebody can look along. That probably helps most.",
    ),
    (
        "Een gesprek aan de balie geeft {n} waarschijnlijk meer vertrouwen.",
        "A talk at the desk probably gives {n} more confidence.",
    ),
];
pub(super) const WRITING: &[Pair] = &[
    (
        "{n} zet de vraag daarover waarschijnlijk liever op papier.",
        "{n} would probably rather put the question in writing.",
    ),
    (
        "Een geschreven antwoord is waarschijnlijk fijn: dat kan {n} teruglezen.",
        "A written answer probably suits {n}, who can read it again.",
    ),
];
pub(super) const ANY_CHANNEL: &[Pair] = &[
    (
        "{n} kiest waarschijnlijk de weg die het minste werk lijkt.",
        "{n} probably picks whichever way looks like the least work.",
    ),
    (
        "Welke weg {n} kiest, hangt waarschijnlijk af van hoe spannend het is.",
        "Which way {n} chooses probably depends on how much is at stake.",
    ),
];

pub(super) const FEELING: &[Pair] = &[
    (
        "{n} heeft er niet veel tijd voor en wil geen dingen dubbel doen.",
        "{n} has little time for it and hates doing things twice.",
    ),
    (
        "{n} leest alles twee keer, want een vergissing kost veel moeite.",
        "{n} reads everything twice, because a slip costs so much effort.",
    ),
    (
        "Vorig jaar ging het goed. {n} hoopt dat het nu net zo gaat.",
        "It went well last year, and {n} hopes for the same again.",
    ),
    (
        "{n} vindt het prettig als iemand rustig uitlegt wat er gebeurt.",
        "{n} likes it when someone calmly explains what will happen.",
    ),
    (
        "Papieren bewaart {n} in een map. Toch is er altijd iets kwijt.",
        "{n} keeps papers in a folder, yet something always goes missing.",
    ),
    (
        "{n} helpt anderen graag, maar vraagt zelf niet snel om hulp.",
        "{n} likes helping others, but rarely asks for help.",
    ),
    (
        "Eerst weten waar je aan toe bent, dan pas kiezen. Zo is {n}.",
        "Know where you stand first, then choose: that is {n}.",
    ),
    (
        "{n} praat er thuis over, en hoort van iedereen iets anders.",
        "{n} talks it over at home and hears something different from everyone.",
    ),
];
pub(super) const CLOSING: &[Pair] = &[
    (
        "{n} wil vooral weten: is het gelukt, en wat komt er nu?",
        "Above all {n} wants to know: did it work, and what comes next?",
    ),
    (
        "Een kort bericht dat alles binnen is, scheelt {n} veel zorgen.",
        "A short note that everything has arrived saves {n} a lot of worry.",
    ),
    (
        "Aan het eind van de week wil {n} het graag kunnen afvinken.",
        "By the end of the week {n} would like to tick it off.",
    ),
    (
        "{n} is blij met één naam en één nummer voor vragen.",
        "{n} is glad of one name and one number for questions.",
    ),
    ("Als het duidelijk is, doet {n} de rest zelf.", "Once things are clear, {n} will do the rest alone."),
    (
        "Wat {n} zoekt, is een helder antwoord en een vriendelijk woord.",
        "What {n} is after is a clear answer and a kind word.",
    ),
    (
        "Als er iets verandert, hoort {n} dat liever vandaag dan morgen.",
        "If anything changes, {n} would rather hear today than tomorrow.",
    ),
];

pub(super) const SKILLED: &[Pair] = &[
    (
        "Digitaal redt {n} zich waarschijnlijk prima, als de stappen kloppen.",
        "{n} probably manages fine on a screen, as long as the steps make sense.",
    ),
    (
        "Een goed formulier is voor {n} waarschijnlijk genoeg, zonder extra uitleg.",
        "A good form is probably enough for {n}, without much explaining.",
    ),
    (
        "Inloggen en iets uploaden is voor {n} waarschijnlijk geen probleem.",
        "Logging in and uploading a file is probably no trouble for {n}.",
    ),
];
pub(super) const UNSURE: &[Pair] = &[
    (
        "Met een scherm alleen redt {n} het waarschijnlijk niet altijd.",
        "A screen alone will probably not always be enough for {n}.",
    ),
    (
        "Bij inloggen kijkt waarschijnlijk soms iemand mee.",
        "Someone probably lends a hand with logging in now and then.",
    ),
];
pub(super) const PLAIN: &[Pair] = &[
    (
        "Korte zinnen en gewone woorden helpen {n} waarschijnlijk op weg.",
        "Short sentences and everyday words probably help {n} along.",
    ),
    (
        "Een moeilijke brief blijft waarschijnlijk even liggen.",
        "A difficult letter probably stays unopened for a while.",
    ),
];

pub(super) const QUOTE_ONLINE: &[Pair] = &[
    (
        "Als ik er ’s avonds aan toe kom, wil ik het ook kunnen afmaken.",
        "If I get round to it at night, I want to be able to finish it.",
    ),
    (
        "Ik wil zien hoever het is, zonder ernaar te vragen.",
        "I want to see how far it is without having to ask.",
    ),
    (
        "Zet het duidelijk op de website, dan doe ik de rest.",
        "Put it clearly on the website and I will do the rest.",
    ),
    ("Eén keer mijn gegevens invullen lijkt me genoeg.", "Filling in my details once seems enough to me."),
];
pub(super) const QUOTE_APP: &[Pair] = &[
    (
        "Stuur me een berichtje, dan regel ik het in de trein.",
        "Send me a message and I will sort it out on the train.",
    ),
    ("Twee tikken en klaar, zo hoort het te gaan.", "Two taps and done: that is how it should be."),
];
pub(super) const QUOTE_PHONE: &[Pair] = &[
    (
        "Als ik iemand aan de lijn heb, weet ik tenminste waar ik aan toe ben.",
        "With someone on the line I at least know where I stand.",
    ),
    (
        "Ik bel liever één keer goed dan drie keer half.",
        "I would rather call once and be done than call three times.",
    ),
];
pub(super) const QUOTE_DESK: &[Pair] = &[
    ("Ik vraag het liever even aan een mens.", "I would rather just ask a person."),
    (
        "Aan de balie zie je meteen of het klopt.",
        "At the desk you can see straight away whether it is right.",
    ),
];
pub(super) const QUOTE_ANY: &[Pair] = &[
    ("Zeg gewoon wat ik moet doen, en wanneer.", "Just tell me what to do, and when."),
    ("Ik wil het in één keer goed doen.", "I want to get it right the first time."),
    ("Laat me even weten dat het is aangekomen.", "Just let me know it has arrived."),
    ("Als ik snap waarom, vind ik het prima.", "If I understand why, I am fine with it."),
    (
        "Ik hoef niet alles te weten, alleen wat voor mij telt.",
        "I do not need to know everything, only what matters to me.",
    ),
    ("Denk even met me mee, dan komen we er wel.", "Think it through with me and we will get there."),
];

pub(super) const DO_ONLINE: &[Pair] = &[
    (
        "Zorg dat alles online af te maken is, ook op een telefoon.",
        "Make sure everything can be finished online, on a phone too.",
    ),
    ("Toon de stand van zaken online.", "Show progress online."),
    (
        "Stuur na afloop direct een bevestiging per e-mail of bericht.",
        "Send a confirmation by e-mail or message right away.",
    ),
];
pub(super) const DO_PHONE: &[Pair] = &[
    (
        "Zet het telefoonnummer bovenaan, met de openingstijden.",
        "Put the phone number at the top, with opening hours.",
    ),
    ("Geef wie belt één vast antwoord en een naam.", "Give callers one clear answer and a name."),
];
pub(super) const DO_DESK: &[Pair] = &[
    ("Maak tijd voor een rustig gesprek aan de balie.", "Make time for a calm talk at the desk."),
    ("Geef een overzicht van de afspraken op papier mee.", "Hand over a summary on paper."),
];
pub(super) const DO_PLAIN: &[Pair] = &[
    ("Schrijf korte zinnen en gebruik gewone woorden.", "Write short sentences and use everyday words."),
    ("Leg met een voorbeeld of een plaatje uit.", "Explain with an example or a picture."),
];
pub(super) const DO_HELP: &[Pair] = &[
    ("Bied aan om samen in te vullen.", "Offer to fill things in together."),
    ("Houd altijd een weg zonder computer open.", "Always keep a way open that needs no computer."),
];
pub(super) const DO_FAMILY: &[Pair] = &[
    ("Denk aan tijden die passen bij werk en school.", "Offer times that fit around work and school."),
    ("Bundel vragen over het hele gezin in één keer.", "Bring questions about the whole family together."),
];
pub(super) const DO_ANY: &[Pair] = &[
    ("Zeg in de eerste zin wat iemand moet doen.", "Say in the first sentence what someone has to do."),
    ("Noem altijd een datum: wanneer is er antwoord?", "Always name a date: when will there be an answer?"),
    ("Vraag alleen wat de gemeente nog niet weet.", "Ask only what the municipality does not know yet."),
    ("Vertel wat de volgende stap is.", "Say what the next step is."),
    ("Geef één plek voor vragen.", "Give one place for questions."),
];

pub(super) const DONT_ONLINE: &[Pair] = &[
    ("Stuur niemand zonder reden naar de balie.", "Do not send people to the desk without a reason."),
    (
        "Laat een formulier niet eindigen in printen en opsturen.",
        "Do not let a form end in printing and posting.",
    ),
];
pub(super) const DONT_PERSON: &[Pair] = &[
    ("Verwijs niet meteen naar de website.", "Do not point straight to the website."),
    ("Laat een vraag niet langs drie afdelingen gaan.", "Do not pass one question round three departments."),
];
pub(super) const DONT_PLAIN: &[Pair] = &[
    ("Gebruik geen vaktaal en geen afkortingen.", "Do not use jargon or abbreviations."),
    ("Zet niet meer dan één onderwerp in een brief.", "Do not put more than one subject in a letter."),
];
pub(super) const DONT_ANY: &[Pair] = &[
    (
        "Denk niet dat iedereen in deze groep hetzelfde wil.",
        "Do not think everyone in this group wants the same.",
    ),
    ("Vraag niet twee keer om dezelfde gegevens.", "Do not ask for the same details twice."),
    ("Laat het niet stil blijven na een aanvraag.", "Do not go quiet after an application."),
    ("Begin niet met de regels, maar met de vraag.", "Do not start with the rules; start with the question."),
    (
        "Gebruik deze persona niet om over één mens te beslissen.",
        "Do not use this persona to decide about one person.",
    ),
];

pub(super) const CORE: &[Pair] = &[
    (
        "Regel het in één keer goed, op het moment dat het past.",
        "Get it done in one go, at a time that suits.",
    ),
    (
        "U kunt het zelf, en wij zijn er als het niet lukt.",
        "You can do it yourself, and we are here if it does not work.",
    ),
    ("U weet steeds waar u aan toe bent.", "You always know where you stand."),
    ("Wij nemen de tijd en doen het samen.", "We take our time and do it together."),
    ("Eén vraag, één plek, één antwoord.", "One question, one place, one answer."),
    ("Wij denken met u mee, ook over de volgende stap.", "We think ahead with you, the next step included."),
];
pub(super) const TONE: &[Pair] = &[
    (
        "Vriendelijk en direct: eerst wat er moet, dan waarom.",
        "Friendly and direct: what is needed first, then why.",
    ),
    ("Rustig en zeker, zonder haast.", "Calm and sure, without hurry."),
    ("Kort en zakelijk, met ruimte voor een vraag.", "Short and businesslike, with room for a question."),
    ("Warm en gewoon, zoals aan de keukentafel.", "Warm and plain, as at the kitchen table."),
];
