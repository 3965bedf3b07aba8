// The words of the Privacy step in Dutch.
import { figures } from "../figures.js";

const getal = figures("nl-NL");

export const privacy = {
  title: "Niemand mag opvallen",
  lead: "Gezicht maakt de gegevens precies zo grof als nodig is. Niet grover.",
  k: {
    label: "Hoe groot is de kleinste groep die u mag zien?",
    option: (k: number): string => `${k} mensen`,
    notes: { 5: "de ondergrens", 10: "aangeraden", 20: "strenger", 50: "streng, voor zeer gevoelige gegevens" } as Record<number, string>,
  },
  limit: {
    label: "Hoeveel mensen mogen er hooguit wegvallen?",
    hint: "Laten we wie erg opvalt weg, dan blijft er meer detail over voor de rest.",
    option: (percent: number): string => (percent === 0 ? "Niemand" : `${getal(percent)} op de 100`),
    notes: { 0: "alles wordt grover", 2: "aangeraden", 5: "meer detail voor de rest" } as Record<number, string>,
  },
  run: "Bescherm de gegevens",
  rerun: "Reken opnieuw",
  stale: "U hebt iets veranderd. De cijfers hieronder zijn nog van daarvoor.",
  staleTables: "Een andere instelling maakt nieuwe tabellen. Wie die naast de oude cijfers legt, kan soms meer zien dan mag. Hebt u al cijfers gedeeld? Begin dan een nieuw dossier en gebruik de oude cijfers niet meer.",
  before: "Nu",
  after: "Na vergroven",
  beforeSentence: (words: string, columns: string): string => `${words} is nu uniek${columns ? ` op ${columns}` : ""}.`,
  otherColumns: (n: number): string => `${getal(n)} andere kolommen`,
  beforeNone: "Nu is al niemand uniek.",
  afterSentence: (others: number): string => `Na vergroven lijkt iedereen op minstens ${getal(others)} anderen.`,
  unique: "van de mensen is uniek",
  smallest: "mensen in de kleinste groep",
  pictureBefore: "Elke stip staat voor 1 op de 100 mensen. Een ring betekent: zij zijn uniek.",
  pictureAfter: (size: string, out: boolean): string => `Wie bij elkaar staat, lijkt op elkaar: gemiddeld ${size} mensen.${out ? " Een kruisje betekent: weggelaten." : ""}`,
  table: {
    caption: "Herkenbaarheid voor en na het vergroven",
    what: "Wat",
    unique: "Mensen die uniek zijn",
    average: "Kans om iemand terug te vinden, gemiddeld",
    size: "Gemiddelde grootte van een gelijke groep",
    smallest: "Kleinste gelijke groep",
  },
  suppressed: (n: number, percent: string): string => (n === 0 ? "Niemand is weggelaten." : `${n === 1 ? "1 mens is" : `${getal(n)} mensen zijn`} weggelaten (${percent}\u00a0%), omdat zij te veel opvielen.`),
  checked: (checked: number, lattice: number, optimal: boolean): string =>
    lattice === 1
      ? "Er was maar één manier mogelijk."
      : `Er zijn ${getal(lattice)} manieren om te vergroven. ${optimal ? `We rekenden er ${getal(checked)} door. Van de rest staat vast dat ze niet beter zijn. Dit is de fijnste die veilig is.` : `We rekenden er ${getal(checked)} door. Dit is de beste die we vonden.`}`,
  recheck: "Een tweede, onafhankelijke controle kwam op hetzelfde uit.",
  peopleCount: (n: number, declared: boolean): string => (declared ? `${getal(n)} mensen. U gaf aan dat elke rij één mens is.` : `${getal(n)} mensen.`),
  ladders: "Wat is grover geworden?",
  laddersText: "Links is het precies, rechts alles bij elkaar. De gevulde trede is gekozen.",
  rungNow: "gekozen",
  cost: (percent: number): string => (percent <= 0 ? "Alle detail is bewaard." : percent >= 100 ? "Al het detail is weg." : `Kost ${getal(percent)}\u00a0% van het detail.`),
  more: "Meer detail",
  moreOf: (name: string): string => `Meer detail in ${name}`,
  less: "Mag grover",
  lessOf: (name: string): string => `${name} mag grover`,
  traded: "Wat veranderde er?",
  tradedFiner: (name: string, rung: string): string => `${name} werd fijner: ${rung}.`,
  tradedCoarser: (name: string, rung: string): string => `${name} werd grover: ${rung}.`,
  tradedNothing: "Er veranderde niets: dit was al de fijnste veilige keuze.",
  models: {
    title: "Wat gevoelig is, blijft geheim",
    text: "Stel dat iedereen in een gelijke groep schulden heeft. Wie weet dat u in die groep zit, weet dan ook dat u schulden hebt. Daarom moeten de antwoorden in elke groep verschillen.",
    for: (name: string): string => `Bescherming van ${name}`,
    guards: {
      usual: { label: "Gewoon (aangeraden)", text: "In elke gelijke groep heeft hooguit 8 op de 10 mensen dezelfde waarde. Er zijn minstens 2 verschillende waarden." },
      strict: { label: "Strenger", text: "In elke gelijke groep heeft hooguit de helft dezelfde waarde. Er zijn minstens 3 verschillende waarden." },
      close: { label: "Elke groep lijkt op het geheel", text: "In elke gelijke groep zijn de waarden ongeveer zo verdeeld als bij iedereen samen. Dit kost vaak veel detail." },
      mild: { label: "Soepeler", text: "In elke gelijke groep heeft hooguit 95 op de 100 mensen dezelfde waarde. Er zijn minstens 2 verschillende waarden. Kies dit alleen als bijna iedereen hetzelfde antwoord heeft." },
      own: { label: "Zoals in het recept", text: "Deze eis komt uit een recept dat u opende." },
    },
    met: "Aan deze eisen is voldaan",
  },
  advanced: {
    title: "Gevorderd: hoe kiezen we tussen manieren?",
    measure: "Wat mag zo min mogelijk verloren gaan?",
    measures: {
      loss: { label: "Detail van de kolommen (aangeraden)", text: "Elke stap grover kost naar verhouding van wat er bij elkaar komt." },
      non_uniform_entropy: { label: "Informatie", text: "Een stap kost meer als ze waarden samenvoegt die vaak voorkomen." },
      discernibility: { label: "Zo klein mogelijke groepen", text: "Grote gelijke groepen en weggelaten mensen kosten het meest." },
      average_class_size: { label: "Een kleine gemiddelde groep", text: "Alleen het gemiddelde aantal mensen per gelijke groep telt." },
    },
    search: "Hoe lang zoeken we?",
    searches: {
      optimal: { label: "Tot de beste is bewezen (aangeraden)", text: "Meestal duurt dat een paar tellen. U kunt altijd stoppen met de beste tot dan toe." },
      best_first: { label: "Hooguit 30 seconden", text: "Voor veel kolommen tegelijk. U krijgt de beste die we in die tijd vinden." },
    },
    compare: "De getallen van verschillende maten zijn niet met elkaar te vergelijken.",
  },
  settle: "Stop en gebruik de beste tot nu toe",
  bound: (value: string): string => `Beter dan ${value} wordt het zeker niet.`,
  valueLoss: (percent: string): string => `Samen is ${percent} van het detail verloren.`,
  valueOther: (name: string, value: string): string => `${name}: ${value}. Lager is beter.`,
  neighbour: {
    finer: "Fijner",
    coarser: "Grover",
    costs: (rung: string, value: string, now: string): string => `${rung}: dan kost alles samen ${value} in plaats van ${now}.`,
    same: (rung: string, value: string): string => `${rung}: dan kost alles samen ook ${value}.`,
    suppressed: (n: number): string => `Dan worden ongeveer ${getal(n)} mensen weggelaten.`,
    few: "Dan wordt bijna niemand weggelaten.",
    not: (rung: string): string => `${rung}: dat kan alleen als een andere kolom grover wordt.`,
  },
  export: {
    title: "Beschermde rijen meenemen",
    text: "U kunt de vergrofde rijen bewaren als CSV. Er staat geen code, geen nummer en geen gewoon kenmerk in: alleen wat net is beschermd. Geef het certificaat er altijd bij.",
    csv: "Bewaar de rijen (CSV)",
    certificate: "Bewaar het certificaat",
  },
  none: "Er is geen kolom die grover hoeft.",
  why: [
    "Postcode, leeftijd en huishouden samen wijzen vaak één mens aan, ook zonder naam.",
    "Daarom zorgen we dat iedereen op genoeg anderen lijkt. Dat heet k-anonimiteit.",
    "Gezicht raadt niet. Het vergelijkt de manieren om te vergroven. De minst grove die veilig is, wint.",
    "Alle cijfers over groepen die u hierna ziet, komen uit één beschermde tabel. Cijfers uit die tabel van elkaar aftrekken onthult geen kleine groep.",
  ],
};

export type PrivacyTexts = typeof privacy;
