//! The words themselves. `a*` is the start of a compound, `*a` also the end of one; `a > b` offers b instead.

use super::forms::Wording;
use super::Concern;
use crate::text::Language;

/// Words with one concern.
pub(super) struct List {
    pub(super) concern: Concern,
    pub(super) wordings: Vec<Wording>,
}

const DUTCH: [(Concern, &str); 7] = [
    (
        Concern::Money,
        "arm; armoede*; minima; minvermogend; laag inkomen > mensen die op hun geld letten; lager inkomen; laag sociaal; \
         laagste inkomen; bijstand*; uitkering*; schuld; schulden*; schuldenaar; schuldhulp*; wanbetaler; wanbetaling; \
         onderklasse; onderkant; klaploper; steuntrekker; voedselbank*",
    ),
    (
        Concern::Health,
        "ziek; zieken; patient > mensen die zorg krijgen; gehandicapt > mensen met een beperking; invalide > mensen met een beperking; \
         mindervalide > mensen met een beperking; gestoord; verward; psychiatrisch; dement > mensen die vergeten; demente; \
         verslaafd > mensen met een verslaving; *verslaafd; junk; junkie; alcoholist; zwakbegaafd; zwakzinnig; debiel; doofstom; \
         hulpbehoevend; zorgbehoevend; rolstoel*; wmo; autist",
    ),
    (
        Concern::Origin,
        "allochtoon; autochtoon; niet westers; westers; buitenlander; buitenlands; vreemdeling; illegaal; asielzoeker > nieuwkomers; \
         asiel*; vluchteling > nieuwkomers; gastarbeider; statushouder > nieuwkomers; migrant; *migrant; immigrant; inburgeraar; zigeuner; neger",
    ),
    (
        Concern::Schooling,
        "dom; laaggeletterd > mensen die graag eenvoudige taal lezen; ongeletterd; analfabeet; laagopgeleid > praktisch geschoold; \
         laag opgeleid > praktisch geschoold; lager opgeleid; laaggeschoold > praktisch geschoold; laag geschoold; ongeschoold; \
         kansarm; *achterstand; achtergesteld; digibeet > mensen die liever persoonlijk contact hebben; laag niveau; zwak",
    ),
    (
        Concern::Judgement,
        "lui; gek; profiteur; fraudeur; fraude*; zeurder; zeikerd; klager; querulant; lastig; lastpak; moeilijk klant; moeilijk mens; \
         moeilijk geval; probleem*; probleme; overlast*; asociaal; aso; agressief; veelpleger; zorgmijder; weigeraar; \
         onwillig; hopeloos; kansloos; hardleers; raddraaier; hangjongere; hangjongeren; tokkie; uitvreter; tuig; waardeloos; naief; slordig",
    ),
    (
        Concern::Pity,
        "kwetsbaar; zielig; eenzaam; dakloos > mensen zonder vaste woonplek; thuisloos; zwerver; werkloos > mensen die werk zoeken; \
         langdurig werkloos > mensen die werk zoeken; gescheiden; slachtoffer; bejaard > ouderen; bejaarde > ouderen; hoogbejaard > ouderen; oudje; \
         besje; vergrijsd; hulpeloos; radeloos; verwaarloosd; achterblijver; verliezer; minderbedeeld; minderheid",
    ),
    (
        Concern::Private,
        "moslim; islamitisch; jood; joods; christen; hindoe; gelovig; ongelovig; homo; homoseksueel; lesbisch; transgender; crimineel; \
         veroordeeld; verdacht; gedetineerd; gedetineerde; delinquent; prostituee; jeugdzorg*",
    ),
];

const ENGLISH: [(Concern, &str); 7] = [
    (
        Concern::Money,
        "poor; poverty; low income > people who watch their spending; lower income; debt; indebted; debtor; welfare; benefit claimant; \
         benefits claimant; on benefits; defaulter; scrounger; underclass; destitute",
    ),
    (
        Concern::Health,
        "sick; ill; patient > people who receive care; disabled > people with a disability; handicapped > people with a disability; \
         invalid; mental; crazy; demented; addict > people with an addiction; junkie; junky; alcoholic; retarded; wheelchair bound; cripple; crippled; autist",
    ),
    (
        Concern::Origin,
        "foreigner; alien; illegal; immigrant; migrant; refugee > newcomers; asylum seeker > newcomers; asylum; non western; gypsy; native",
    ),
    (
        Concern::Schooling,
        "stupid; dumb; illiterate > people who like plain language; low literacy > people who like plain language; low skilled > practically trained; \
         unskilled; low educated > practically trained; poorly educated; uneducated; backward; weak; disadvantaged; technophobe",
    ),
    (
        Concern::Judgement,
        "lazy; fraud; fraudster; complainer; difficult customer; difficult client; troublemaker; problem family; problem case; problematic; \
         nuisance; antisocial; aggressive; hopeless; unwilling; loser; freeloader; naive; sloppy",
    ),
    (
        Concern::Pity,
        "vulnerable; pitiful; lonely; homeless > people without a fixed home; unemployed > people looking for work; jobless > people looking for work; \
         divorced; victim; elderly > older people; old folk; helpless; neglected; needy; minority",
    ),
    (
        Concern::Private,
        "muslim; jew; jewish; christian; hindu; religious; gay; lesbian; transgender; homosexual; criminal; convicted; suspect; offender; prostitute; inmate",
    ),
];

/// The lists of a language.
pub(super) fn of(language: Language) -> Vec<List> {
    let lists = match language {
        Language::Nl => &DUTCH,
        Language::En => &ENGLISH,
    };
    lists
        .iter()
        .map(|&(concern, words)| List {
            concern,
            wordings: words
                .split(';')
                .map(|entry| match entry.trim().split_once(" > ") {
                    Some((words, instead)) => Wording { words, instead: Some(instead) },
                    None => Wording { words: entry.trim(), instead: None },
                })
                .collect(),
        })
        .collect()
}
