//! Words that column names are made of, Dutch and English, and what they say about a column.
//!
//! Grown from the Gemeentelijk Gegevensmodel (Burgerzaken, Dienstverlening, Kern RSGB, Jeugd en Wmo, Werk, Inkomen,
//! Schuldhulpverlening, Leerplicht, Inburgering, Parkeren, Afval), from StUF/RSGB field names and from exports of case
//! systems. Words are in lower case, without accents, spaces or signs; runs of words in a header are joined before they
//! are looked up, so one entry serves `geboorte_datum`, `GeboorteDatum` and `Geboorte datum`.

use super::Meaning::{self, *};
use crate::recipe::Role::{self, Feature, Identifier, Ignore, Quasi, Sensitive};
use crate::text::Text;

/// What a header says.
pub(crate) struct Concept {
    /// Ways to write it, with spaces between them.
    pub(super) words: &'static str,
    /// The meaning. `Category` stands for whatever the values are: category or number.
    pub(crate) meaning: Meaning,
    /// The role.
    pub(crate) role: Role,
    /// Name for people.
    nl: &'static str,
    en: &'static str,
    /// Proxy for origin: used, but with a warning.
    pub(crate) proxy: bool,
    /// Pseudonym domain where it is not the meaning's own.
    pub(crate) domain: Option<&'static str>,
}

impl Concept {
    /// Name for people.
    pub(crate) fn label(&self) -> Text {
        Text::new(self.nl, self.en)
    }

    /// Safe order: what protects most is believed first.
    pub(super) fn rank(&self) -> u8 {
        match self.role {
            Ignore => 0,
            Identifier => 1,
            Sensitive => 2,
            Quasi => 3,
            Role::Weight => 4,
            Feature => 5,
        }
    }
}

const fn c(words: &'static str, meaning: Meaning, role: Role, nl: &'static str, en: &'static str) -> Concept {
    Concept { words, meaning, role, nl, en, proxy: false, domain: None }
}

const fn in_domain(mut concept: Concept, domain: &'static str) -> Concept {
    concept.domain = Some(domain);
    concept
}

const fn proxy(mut concept: Concept) -> Concept {
    concept.proxy = true;
    concept
}

#[rustfmt::skip]
pub(super) const CONCEPTS: &[Concept] = &[
    c("geheimhouding geheim indicatiegeheim indicatiegeheimhouding geheimhoudingpersoonsgegevens indgeheim indgeheimhouding verstrekkingsbeperking secrecy confidential nondisclosure", Secrecy, Ignore, "geheimhouding", "secrecy"),
    c("bezwaar bezwaaravg bezwaargebruik bezwaartegengebruik bezwaarprofilering bezwaarverwerking bezwaargemaakttegengebruik bezwaarindicatie indicatiebezwaar indbezwaar rechtvanbezwaar optout afgemeld objection objected objectiontouse", Objection, Ignore, "bezwaar tegen gebruik", "objection to use"),

    c("bsn burgerservicenummer burgerservicenr bsnnummer bsnnr sofinummer sofinr sofi citizenservicenumber", Bsn, Identifier, "BSN", "BSN"),
    c("onderwijsnummer onderwijsnr pgn persoonsgebondennummer educationnumber", EducationNumber, Identifier, "onderwijsnummer", "education number"),
    c("rsin fiscaalnummer fiscaalnr finummer", Rsin, Identifier, "RSIN", "RSIN"),
    c("anummer anr administratienummer brpnummer", ANumber, Identifier, "A-nummer", "A-number"),
    c("naam namen voornaam voornamen achternaam familienaam geslachtsnaam roepnaam voorletter voorletters initialen tussenvoegsel tussenvoegsels voorvoegsel voorvoegsels voorvoegselgeslachtsnaam aanschrijfnaam volledigenaam naamvolledig klantnaam aanvrager contactpersoon partnernaam aanhef indiener melder gemachtigde bewindvoerder behandelaar medewerker zorgverlener huisarts handelsnaam bedrijfsnaam meisjesnaam naampartner adellijketitel name names firstname lastname surname fullname initials middlename givenname familyname maidenname companyname handler caseworker", Name, Identifier, "naam", "name"),
    c("adres straat straatnaam naamstraat huisnummer huisnr huisletter huisnummertoevoeging huisnrtoev toevoeging woonadres postadres correspondentieadres verblijfadres verblijfsadres bezoekadres briefadres adresregel adresregel1 openbareruimte openbareruimtenaam naamopenbareruimte locatieadres postbus perceel kadastraleaanduiding latitude longitude lat lon lng coordinaat coordinaten xcoordinaat ycoordinaat xcoord ycoord rdx rdy geometrie address street streetname housenumber houseno coordinates geolocation", Address, Identifier, "adres", "address"),
    c("email emailadres emailadressen mail mailadres emailaddress mailaddress", Email, Identifier, "e-mail", "e-mail"),
    c("telefoon telefoonnummer telefoonnr tel telnr telnummer mobiel mobielnummer mobielnr gsm gsmnummer faxnummer fax vasttelefoonnummer phone phonenumber phoneno mobile mobilenumber telephone telephonenumber", Phone, Identifier, "telefoon", "phone"),
    c("iban ibannummer rekeningnummer bankrekening bankrekeningnummer rekeningnr banknummer giro bankaccount accountnumber", Iban, Identifier, "IBAN", "IBAN"),
    c("kenteken kentekennummer kentekens licenceplate licenseplate numberplate", LicencePlate, Identifier, "kenteken", "licence plate"),
    c("kvk kvknummer kvknr kamervankoophandelnummer handelsregisternummer chamberofcommercenumber", KvkNumber, Identifier, "KvK-nummer", "chamber of commerce number"),
    c("vestigingsnummer vestigingsnr vestigingnummer branchnumber", BranchNumber, Identifier, "vestigingsnummer", "branch number"),
    c("bag bagid bagnummer verblijfsobject verblijfsobjectid vboid nummeraanduiding nummeraanduidingid pandid pandidentificatie adresseerbaarobject adresseerbaarobjectid aobid standplaatsid ligplaatsid", BagId, Identifier, "BAG-nummer", "BAG number"),
    c("zaak zaaknummer zaaknr zaakid zaakidentificatie dossier dossiernummer dossiernr dossierid casenumber caseid aanvraagnummer aanvraagnr aanvraagid meldingnummer meldingsnummer meldingsnr meldingid documentnummer documentid ordernummer ordernr factuurnummer factuurnr beschikkingsnummer beschikkingnummer beschikkingsnr vergunningnummer kenmerknummer zaakkenmerk referentie referentienummer referentienr intakenummer orderno orderid invoicenumber reference referencenumber ticketnumber ticketid ticketnummer", CaseNumber, Identifier, "zaaknummer", "case number"),
    c("klantnummer klantnr klantid clientnummer clientnr clientid persoonsnummer persoonid persoonsid persoonnummer persoonsnr relatienummer relatienr relatieid burgerid inwonerid inwonernummer debiteurnummer debiteurnr debiteurennummer crediteurnummer administratienr deelnemernummer leerlingnummer leerlingnr leerlingid uitkeringsnummer subjectnummer subjectnr customernumber customerno customerid custid personid personnumber clientnumber memberid membernumber gebruikersnaam gebruikersid userid username loginnaam accountid", CustomerNumber, Identifier, "klantnummer", "customer number"),
    in_domain(c("huishoudid huishoudnummer huishoudensnummer huishoudennummer huishoudnr huishoudensid gezinsnummer gezinsid gezinid adresid adresnummer householdid householdnumber familyid addressid", CaseNumber, Identifier, "huishoudnummer", "household number"), "huishoudnr"),
    c("ipadres ip ipaddress deviceid cookieid cookie sessieid sessionid pasnummer pasnr paspoortnummer reisdocumentnummer idkaartnummer rijbewijsnummer rijbewijsnr kaartnummer vreemdelingennummer vnummer uuid guid hash milieupasnummer parkeervergunningnummer patientnummer polisnummer uzovi passportnumber cardnumber", CaseNumber, Identifier, "nummer", "number"),

    c("ras race etniciteit etnisch ethnicity ethnicgroup huidskleur afkomst migratieachtergrond etnischeachtergrond", Origin, Sensitive, "herkomst", "origin"),
    c("gezondheid gezondheidstoestand gezondheidsklachten diagnose diagnoses diagnosecode aandoening aandoeningen beperking beperkingen handicap ziekte ziektebeeld ziekteverzuim medicatie medicijnen arbeidsongeschikt arbeidsongeschiktheid arbeidsbeperking arbeidsvermogen zwanger zwangerschap verslaving verslavingen ggz icd icd10 dsm allergie bloedgroep grondslag wajong wia wao ziektewet doelgroepregister medisch medischeurenbeperking psychisch psychischeklachten zelfredzaamheid zelfredzaamheidsmatrix gewichtkg bmi health healthstatus diagnosis disability illness disease medical medication pregnant addiction", Health, Sensitive, "gezondheid", "health"),
    c("wmo wmovoorziening wmoproduct wmoindicatie voorziening voorzieningen voorzieningsoort maatwerkvoorziening jeugd jeugdhulp jeugdhulpvorm jeugdzorg jeugdwet jeugdproduct jeugdbescherming jeugdreclassering ondertoezichtstelling ots gezinsvoogd zorgproduct zorgcode productcategorie zorg zorgaanbieder zorgtoewijzing zorgsoort pgb zin huishoudelijkehulp huishoudelijkeondersteuning hulpbijhethuishouden begeleiding individuelebegeleiding dagbesteding beschermdwonen opvang maatschappelijkeopvang vrouwenopvang indicatie indicatiestelling zorgvorm hulpvorm hulpmiddel hulpmiddelen scootmobiel rolstoel traplift woningaanpassing regiotaxi mantelzorg mantelzorger verwijzer leerlingenvervoer ondersteuningsbehoefte care careproduct youthcare homecare caretype careprovider", Care, Sensitive, "zorg en ondersteuning", "care and support"),
    c("schuld schulden schuldbedrag schuldenlast schuldhulp schuldhulpverlening schuldhulptraject schuldsanering schuldenaar problematischeschulden betalingsachterstand betalingsachterstanden achterstand vroegsignaal vroegsignalering betalingsregeling aflossing beslag beslaglegging loonbeslag deurwaarder incasso bewind bewindvoering bewindsvoering beschermingsbewind budgetbeheer wsnp msnp kwijtschelding faillissement ontruiming huisuitzetting kredietbank debt debts arrears debthelp debtamount bankruptcy eviction", Debt, Sensitive, "schulden", "debts"),
    c("geloof geloofsovertuiging religie godsdienst levensovertuiging kerk kerkgenootschap kerkelijkegezindte denominatie religion faith church religiousbelief", Faith, Sensitive, "geloof of overtuiging", "religion or belief"),
    c("politiekevoorkeur politiekepartij politiek partijlidmaatschap partijlid stemgedrag stemkeuze vakbond vakbondslid vakbondslidmaatschap lidvakbond vakvereniging politicalparty politicalopinion politicalpreference unionmember unionmembership tradeunion", Politics, Sensitive, "politieke voorkeur of vakbond", "political opinion or trade union"),
    c("seksuelegeaardheid seksuelegerichtheid seksueleorientatie seksuelevoorkeur geaardheid seksualiteit genderidentiteit sexualorientation sexuality orientation genderidentity", SexualLife, Sensitive, "seksuele gerichtheid", "sexual orientation"),
    c("strafblad strafbaarfeit strafbarefeiten straf delict delicten misdrijf misdrijven overtreding overtredingen verdenking verdachte veroordeling veroordeeld detentie exgedetineerd gedetineerd reclassering fraude fraudeonderzoek fraudeindicatie vog halt boete boetes procesverbaal strafrechtelijk justitie justitieel huisverbod huiselijkgeweld aangifte offence offense offences crime conviction convicted criminalrecord suspect fraud", Offence, Sensitive, "straffen of verdenkingen", "criminal offences"),

    c("postcode postcodes postcodegebied pc postcodecijfers postcodenumeriek postcodeletters postcodewonen woonpostcode postalcode postcodearea zipcode zip", Postcode, Quasi, "postcode", "postcode"),
    c("gemeente gemeentecode gemeentenaam gemeentevaninschrijving wijk wijkcode wijknaam wijknr buurt buurtcode buurtnaam buurtcombinatie cbsbuurt cbswijk gmcode wkcode bucode gwb stadsdeel stadsdeelcode woonplaats woonplaatsnaam woonplaatscode plaats plaatsnaam vestigingsplaats dorp kern gebied gebiedscode regio provincie stembureau municipality municipalitycode district districtcode neighbourhood neighborhood neighbourhoodcode city town region area areacode province", AreaCode, Quasi, "gebied", "area"),
    c("geboortedatum gebdatum gebdat gebdt gbdatum datumgeboorte geboortedag geboren geborenop datgeb dateofbirth birthdate birthday dob", BirthDate, Quasi, "geboortedatum", "date of birth"),
    c("geboortejaar gebjaar gebjr jaargeboorte birthyear yearofbirth yob", BirthYear, Quasi, "geboortejaar", "year of birth"),
    c("leeftijd leeftijdsgroep leeftijdsklasse leeftijdscategorie leeftijdscat leeftijdsfase leeftijdjaren lft age agegroup ageband agecategory", Age, Quasi, "leeftijd", "age"),
    c("geslacht geslachtsaanduiding geslachtsaand sekse gesl gender sex", Gender, Quasi, "geslacht", "gender"),
    c("huishouden huishoudens huishoudtype huishoudsoort huishoudensamenstelling huishoudsamenstelling typehuishouden soorthuishouden gezin gezinstype gezinssituatie gezinssamenstelling leefvorm leefsituatie thuissituatie eenouder eenoudergezin alleenstaand alleenwonend household householdtype householdcomposition familysituation familytype", Household, Quasi, "huishouden", "household"),
    c("burgerlijkestaat burgerlijkstaat burgstaat burgst maritalstatus civilstatus gezinssituatiepartner relatie relatievorm partner partnerschap gehuwd maritalstate", Category, Quasi, "burgerlijke staat", "marital status"),
    c("aantalkinderen aantalkind kinderen kind children numberofchildren gezinsgrootte huishoudgrootte aantalpersonen aantalbewoners aantalgezinsleden householdsize familysize", Category, Quasi, "kinderen", "children"),
    c("woonsituatie woonvorm woningtype typewoning soortwoning eigendom eigendomsvorm woning woningkenmerk huurkoop huurofkoop koopofhuur bouwjaar woz wozwaarde woonoppervlakte corporatie housing housingtype dwelling dwellingtype tenure woningeigendom", Category, Quasi, "woonsituatie", "housing"),
    c("inkomen jaarinkomen maandinkomen gezinsinkomen huishoudinkomen verzamelinkomen toetsingsinkomen nettoinkomen brutoinkomen besteedbaarinkomen loon maandloon salaris vermogen spaargeld income monthlyincome annualincome salary wage wages wealth savings", Amount, Quasi, "inkomen", "income"),
    c("inkomensklasse inkomensgroep inkomenscategorie inkomensband inkomensniveau salaryclass incomeclass incomeband incomegroup minima minimaregeling", Category, Quasi, "inkomensklasse", "income class"),
    c("bedrag bedragen uitkeringsbedrag totaalbedrag factuurbedrag subsidiebedrag aanslagbedrag kosten zorgkosten prijs tarief leges omzet huur huurprijs kalehuur toeslag huurtoeslag zorgtoeslag eigenbijdrage bijdrage saldo budget waardebedrag amount price cost costs rent fee turnover balance revenue", Amount, Quasi, "bedrag", "amount"),
    c("opleiding opleidingsniveau opleidingniveau hoogstgenotenopleiding onderwijsniveau onderwijssoort onderwijs schooltype startkwalificatie diploma leerjaar leerplicht leerplichtig verzuim education educationlevel school schoolnaam naamschool degree", Category, Quasi, "opleiding", "education"),
    c("beroep functie functienaam occupation job jobtitle profession", Category, Quasi, "beroep", "occupation"),
    c("werk arbeidssituatie arbeidsverleden arbeidsrelatie werksituatie werkgever werkloos werkzoekend participatie participatiewet participatietrede reintegratie sector branche bedrijfstak rechtsvorm uitkering uitkeringssoort bijstand bijstandsuitkering ww aow inkomstenbron workclass work employment employmentstatus employer industry benefit", Category, Quasi, "werk", "work"),
    c("sbi sbicode sbicodes hoofdactiviteit nevenactiviteit bedrijfsactiviteit sbisectie nace nacecode", Sbi, Quasi, "bedrijfstak (SBI)", "line of business (SBI)"),
    proxy(c("nationaliteit nationaliteiten nationaliteitscode nationaliteitomschrijving geboorteland geboortelandcode geboorteplaats geboortegemeente land landcode landvanherkomst geboortelandouders geboortelandmoeder geboortelandvader geboortelandouder herkomst herkomstland herkomstgroepering generatie verblijfstitel verblijfsstatus verblijfsvergunning statushouder asiel inburgering inburgeringsplichtig nationality country countryofbirth birthcountry birthplace placeofbirth nativecountry citizenship residencepermit", Origin, Quasi, "nationaliteit of geboorteland", "nationality or country of birth")),
    proxy(c("taal moedertaal voorkeurstaal thuistaal spreektaal tolk tolknodig language nativelanguage mothertongue preferredlanguage interpreter", Category, Quasi, "taal", "language")),
    c("overlijdensdatum datumoverlijden verhuisdatum datumverhuizing datumvestiging datuminschrijving inschrijfdatum datumuitschrijving huwelijksdatum datumhuwelijk startdatum begindatum einddatum ingangsdatum datumingang aanvraagdatum datumaanvraag meldingsdatum datummelding contactdatum datumcontact indieningsdatum beschikkingsdatum besluitdatum afhandeldatum peildatum mutatiedatum registratiedatum aanmaakdatum vervaldatum betaaldatum factuurdatum datum date startdate enddate begindate requestdate createdat updatedat timestamp datumtijd datetime", Date, Quasi, "datum", "date"),
    c("jaar boekjaar peiljaar kalenderjaar belastingjaar aanvraagjaar startjaar eindjaar schooljaar jaartal inkomensjaar jaarinkomst jaarbedrag year fiscalyear calendaryear", Number, Quasi, "jaar", "year"),

    c("kanaal contactkanaal kanalen voorkeurskanaal kanaalvoorkeur aanvraagkanaal intakekanaal naamkanaal channel contactchannel preferredchannel", Category, Feature, "kanaal", "channel"),
    c("product producten productnaam naamproduct productgroep productsoort productcode producttype dienst diensten dienstnaam dienstcode naamdienst dienstverlening regeling naamregeling aantalproducten product1 products productname service services servicename", Category, Feature, "product", "product"),
    c("onderwerp thema rubriek categorie subcategorie hoofdcategorie vraagsoort soortvraag zaaktype zaaktypenaam naamzaaktype meldingsoort soortmelding topic subject theme category subcategory casetype", Category, Feature, "onderwerp", "topic"),
    c("team teamnaam naamteam wijkteam afdeling afdelingsnaam naamafdeling organisatie organisatienaam naamorganisatie organisatieonderdeel instelling naaminstelling vereniging naamvereniging locatie locatienaam naamlocatie loket balie naambedrijf naamwijk naambuurt naamgemeente project projectnaam naamproject campagne evenement evenementnaam department organisation organization organisationname", Category, Feature, "afdeling of organisatie", "department or organisation"),
    c("status zaakstatus aanvraagstatus statuscode fase stap resultaat uitkomst besluit afhandelreden sluitreden reden outcome result statuscase", Category, Feature, "status", "status"),
    c("contact contacten contactmoment contactmomenten aantalcontacten aantalcontactmomenten contacts bezoek bezoeken aantalbezoeken bellen gebeld gesprekken meldingen aantalmeldingen aanvragen aantalaanvragen afspraken aantalafspraken afspraak klachten aantalklachten aantal visits calls appointments complaints count number", Category, Feature, "contacten", "contacts"),
    c("wachttijd doorlooptijd behandeltijd gespreksduur afhandeltijd verwerkingstijd duur tijdsduur waitingtime duration handlingtime leadtime processingtime", Number, Feature, "wachttijd", "waiting time"),
    c("dagensinds dayssince laatstecontact dagensindscontact dagensindslaatstecontact recency", Number, Feature, "dagen sinds laatste contact", "days since last contact"),
    c("afstand afstandkm afstandtotloket reisafstand distance distancekm reistijd traveltime", Number, Feature, "afstand", "distance"),
    c("digitalevaardigheid digitalevaardigheden digitaalvaardigheid digitalevaardig digivaardig digivaardigheid digitaalvaardig digitaal digitalskill digitalskills digitalliteracy", Category, Feature, "digitale vaardigheid", "digital skill"),
    c("taalniveau taalvaardigheid leesvaardigheid geletterdheid languagelevel literacy", Category, Feature, "taalniveau", "language level"),
    c("tevredenheid klanttevredenheid tevredenheidsscore waardering beoordeling cijfer rapportcijfer eindcijfer nps npsscore ces csat satisfaction satisfactionscore rating score", Category, Feature, "tevredenheid", "satisfaction"),
    c("tijdstip tijd uur uurvandedag dagdeel weekdag dagvandeweek seizoen timeofday weekday dayofweek hour", Category, Feature, "dagdeel", "time of day"),
    c("houding attitude voorkeur voorkeuren preference digid digidgebruik eherkenning machtiging nieuwsbrief newsletter app appgebruik terugbelverzoek eersteafhandeling kanaalwissel herhaalcontact website portaal mijngemeente interesse vertrouwen participatiebereidheid trust interest", Category, Feature, "voorkeur", "preference"),
    c("afval afvalsoort container containertype ledigingen aantalledigingen parkeren parkeervergunning parkeerzone vergunningsoort vergunningtype soortvergunning vergunning subsidie subsidiesoort bibliotheeklid sport sportvereniging stadspas zwembad waste permit permittype parkingpermit subsidy", Category, Feature, "voorziening van de gemeente", "municipal service"),

    c("opmerking opmerkingen toelichting omschrijving notitie notities memo bericht berichttekst vraagtekst vrijetekst tekst verslag gespreksverslag samenvatting reactie antwoord klachtomschrijving bijzonderheden aantekening aantekeningen comment comments remark remarks note notes description message freetext feedback summary", FreeText, Ignore, "vrije tekst", "free text"),
    c("gewicht wegingsfactor weegfactor weging ophoogfactor aantalinwoners weight sampleweight", Weight, Quasi, "gewicht", "weight"),
    c("segment segmentnaam truesegment groep groepwaar klantgroep klantsegment doelgroep doelgroepen cluster profiel group persona targetgroup", Category, Quasi, "groep", "group"),
];

/// Words that say little by themselves but may be shown.
#[rustfmt::skip]
pub(super) const KNOWN: &str = "code codes bekend nummer nr id type soort aard jaar maand dag week kwartaal niveau klasse naam laatste eerste tweede \
    hoogste laagste klant klanten inwoner inwoners persoon personen client clienten burger burgers deelnemer leerling jongere aanvraag melding zaak product \
    totaal gemiddelde gemiddeld mediaan percentage perc pct waarde uitkomst oorzaak bron partner kind ouder moeder vader huidige huidig oude oud nieuwe nieuw \
    actief actueel actuele begin start eind einde ingang vestiging inschrijving bedrijf cijfers letters letter toevoeging gemaakt gebruik gegevens \
    versie volgnummer volgnr rij regel aanwezig ontvangen aangevraagd toegekend afgewezen \
    year month day quarter level class value last first total average mean median percent percentage customer resident person reason state true waar digitale \
    vaardigheid netto bruto voorkeur digital skill days dagen weken maanden jaren weeks months years hours uren current old new active source version index row";

/// Words that may stand beside others and never alone.
#[rustfmt::skip]
pub(super) const FILLERS: &str = "van de het een en of in op per p m j met voor bij aan tot sinds te is heeft ind indicatie omschrijving oms \
    km brp gba eur euro min minuten uur cbs the of since and a e x has is by at tov";

/// Values of cells (never of headers) that belong to a person's sensitive side, and countries and nationalities.
#[rustfmt::skip]
pub(super) const VALUES: &[(Meaning, &str)] = &[
    (Health, "autisme adhd add dementie alzheimer parkinson depressie depressief angststoornis psychose schizofrenie bipolair borderline ptss burnout diabetes kanker copd astma \
        epilepsie reuma artrose ms cva beroerte hartfalen nah nietaangeborenhersenletsel lvb verstandelijkebeperking lichamelijkebeperking zintuiglijkebeperking visuelebeperking auditievebeperking \
        psychischestoornis psychischeaandoening somatischeaandoening psychogeriatrischeaandoening alcoholverslaving drugsverslaving gokverslaving eetstoornis anorexia hiv chronischziek slechthorend slechtziend blind doof \
        dementia depression anxiety cancer asthma epilepsy stroke autism"),
    (Care, "huishoudelijkehulp huishoudelijkeondersteuning hulpbijhethuishouden huishoudelijkeverzorging begeleidingindividueel begeleidinggroep individuelebegeleiding dagbesteding \
        dagbehandeling persoonlijkeverzorging kortdurendverblijf logeeropvang beschermdwonen maatschappelijkeopvang vrouwenopvang scootmobiel rolstoel traplift woningaanpassing woonvoorziening \
        vervoersvoorziening regiotaxi hulpmiddelen respijtzorg jeugdhulp jeugdhulpmetverblijf jeugdhulpzonderverblijf jeugdbescherming jeugdreclassering pleegzorg gezinshuis ondertoezichtstelling \
        jeugdggz ambulantejeugdhulp crisisopvang pgb wlz zorginnatura ondersteuningthuis verblijfenopvang dyslexiezorg"),
    (Debt, "schuldhulp schuldhulpverlening schuldsanering schuldregeling schuldbemiddeling minnelijketraject wsnp msnp problematischeschulden betalingsachterstand loonbeslag beslaglegging budgetbeheer \
        beschermingsbewind bewindvoering huurachterstand energieschuld zorgpremieschuld saneringskrediet bijzonderebijstand kwijtschelding debthelp arrears"),
    (Faith, "islam islamitisch moslim moslims christen christelijk christendom katholiek roomskatholiek protestant protestants gereformeerd hervormd jodendom joods hindoe hindoeisme hindoeistisch \
        boeddhist boeddhisme boeddhistisch atheist agnost humanist jehovasgetuige geengeloof muslim christian catholic jewish hindu buddhist"),
    (Politics, "vvd pvda d66 cda groenlinks glpvda pvv sgp christenunie pvdd fvd bbb nsc volt denk ja21 bij1 fnv cnv vcp vakbondslid"),
    (SexualLife, "homo homoseksueel hetero heteroseksueel lesbisch biseksueel aseksueel panseksueel transgender gay lesbian bisexual heterosexual homosexual"),
    (Offence, "diefstal winkeldiefstal inbraak mishandeling oplichting bedreiging vernieling openlijkgeweld geweldsdelict vermogensdelict zedendelict drugsdelict rijdenonderinvloed verkeersmisdrijf \
        uitkeringsfraude bijstandsfraude taakstraf gevangenisstraf celstraf voorwaardelijkestraf veroordeeld verdachte sepot huiselijkgeweld theft burglary assault"),
    (Origin, "nederland nederlandse nederlands duitsland duitse belgie belgische polen poolse turkije turkse marokko marokkaanse suriname surinaamse curacao aruba antilliaanse syrie syrische irak iraakse \
        iran iraanse afghanistan afghaanse somalie somalische eritrea eritrese oekraine oekraiense roemenie roemeense bulgarije bulgaarse spanje spaanse italie italiaanse portugal portugese frankrijk franse \
        engeland verenigdkoninkrijk britse griekenland griekse china chinese indonesie indonesische india indiase ghana ghanese nigeria kaapverdie egypte ethiopie vietnam rusland hongarije staatloos \
        netherlands germany belgium poland turkey morocco surinam syria iraq somalia ukraine romania bulgaria spain italy france unitedstates mexico philippines dutch german polish turkish moroccan syrian"),
];
