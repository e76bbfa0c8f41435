//! The words by which a class is told, language by language: one table, from which `docs/privacy.md` is made.
//!
//! A word is compared without its case and accents. `krank*` is every word that begins so, `*krankheit` every
//! one that ends so; several words stand one after the other. `^name` counts only in a short text, as names of
//! fields are, `=race` only where it is the whole text, `weight ~ kg` only where the second is in the text, too, and `?age` not of choices.
//! A twin is harmless: where it stands, its words count for nothing in that class.

use super::PersonalClass::{self, *};

/// The words of a class in one language.
#[derive(Debug)]
pub(crate) struct Words {
    /// The class.
    pub(crate) class: PersonalClass,
    /// The language, as its ISO 639-1 code.
    pub(crate) language: &'static str,
    /// What tells.
    pub(crate) words: &'static [&'static str],
    /// What looks like it and is not.
    pub(crate) twins: &'static [&'static str],
}

macro_rules! table {
    ($($class:ident { $($language:ident: [$($word:literal),* $(,)?] $(but [$($twin:literal),* $(,)?])?;)* })*) => {
        &[$($(Words {
            class: $class,
            language: stringify!($language),
            words: &[$($word),*],
            twins: &[$($($twin),*)?],
        }),*),*]
    };
}

/// Every class in every language.
pub(crate) static TABLE: &[Words] = table! {
    Health {
        en: ["psychologist*", "psychological help", "psychological treatment", "psychological condition*", "psychological disorder*", "psychological problem*", "psychological distress", "mental",
            "health", "healthcare", "illness*", "disease*", "sickness*", "sick leave", "sick note", "are you sick",
            "been sick", "diagnos*", "medical", "medicine*", "medication*", "prescription*", "prescribed",
            "pregnan*", "miscarriage", "allerg*", "asthma*", "diabet*", "cancer", "tumor*", "tumour*", "hiv", "covid*",
            "depression", "depressed", "anxiety", "therapy", "therapist*", "psychiatr*", "burnout", "addiction*", "alcohol consumption", "drink alcohol", "units of alcohol", "drug use",
            "recreational drugs", "do you smoke", "smoker", "smoking status", "smoking habits", "vaccin*", "immuni*",
            "surgery", "surgical", "hospital*", "symptom*", "blood type", "blood group", "blood pressure",
            "blood sugar", "cholesterol", "bmi", "body mass", "your weight", "body weight", "chronic*", "insulin",
            "injur*", "inhaler", "migraine*", "epilep*", "menstru*", "fertility", "contracepti*",
            "eating disorder*", "suicid*", "treated for", "family doctor", "see a doctor", "seen a doctor",
            "your doctor", "wellbeing score", "patient history", "pain level", "chest pain",
        ] but ["mental model*", "mental arithmetic", "mental image*", "mental note", "mental effort", "mental load",
            "health score*", "health check endpoint", "health check url", "healthcheck*", "health endpoint",
            "health and safety", "account health", "customer health", "system health", "server health",
            "service health", "cluster health", "node health", "app health", "site health", "website health",
            "network health", "device health", "battery health", "disk health", "database health", "api health",
            "project health", "pipeline health", "code health", "brand health", "team health", "store health",
            "business health", "financial health", "deal health", "data health", "host health", "plant health",
            "soil health", "economic health", "health ~ server", "health ~ servers", "health ~ software",
            "health ~ cluster", "health ~ api", "health ~ database", "health ~ network", "health ~ company",
            "health ~ business", "health ~ project", "health ~ account", "health ~ economy", "health ~ website",
            "health ~ code", "health ~ battery", "health ~ app", "health ~ service", "health ~ system",
            "health ~ brand", "health food*", "health club", "health industry", "healthcare industry",
            "healthcare sector", "health sector", "health department", "health ~ industry",
            "diagnostic data", "diagnostic tool*", "diagnostics", "diagnostic log*", "diagnostic mode",
            "diagnos* ~ network", "diagnos* ~ server", "diagnos* ~ error*", "diagnos* ~ bug*", "diagnos* ~ problem*",
            "diagnos* ~ connection", "diagnos* ~ device", "diagnos* ~ printer", "diagnos* ~ software",
            "diagnos* ~ car", "symptom* ~ bug*", "symptom* ~ error*", "symptom* ~ outage", "symptom* ~ issue",
            "symptom* ~ software", "medical industry", "medicine ball*", "computer virus", "pain point*",
            "retail therapy", "economic depression",
            "great depression", "immunity to change", "prescription glasses", "prescription ~ glasses",
            "hospitality", "hospitalit*", "hospitable", "immunitary fund", "battery chronic*", "chronicle*",
            "chronicl*", "chronic* ~ bug*", "chronic* ~ delay*", "cancer cell line", "zodiac ~ cancer",
            "cancer ~ zodiac", "cancer ~ sign", "treatment group", "injury time", "injury lawyer",
            "vaccine distribution software", "diagnosis of the server", "symptoms of the server",
        ];
        de: [
            "gesundheit*", "krank*", "*krankheit", "*krankheiten", "*erkrankung", "*erkrankungen", "erkrank*", "diagnos*",
            "medikament*", "arznei*", "schwanger*", "allergie*", "allergisch", "asthma", "diabetes", "krebs",
            "krebserkrankung*", "depression*", "depressiv", "angststorung*", "angststoerung*", "therapie*", "therapeut*", "psychisch*", "psychiatr*", "sucht", "suchterkrankung*",
            "impf*", "geimpft", "operation am", "symptom*", "blutgruppe", "blutdruck", "blutzucker",
            "korpergewicht", "koerpergewicht", "rauchen sie", "raucher", "alkoholkonsum", "trinken sie alkohol", "drogenkonsum",
            "arztlich*", "aerztlich*", "hausarzt", "arztbesuch*", "beim arzt", "verletzung*", "schmerzen", "krankenhaus*",
            "beschwerden ~ korperlich*", "chronisch*", "behandlung ~ arzt", "menstruation*", "verhutung", "burn out",
        ] but [
            "gesundheitswesen", "gesundheitsbranche", "krankenkasse*", "krankenversicher*", "gesundheit ~ server*",
            "gesundheitszustand ~ server*", "gesundheit* ~ system*", "gesundheit* ~ akku*", "gesundheit* ~ datenbank*",
            "gesundheit* ~ netzwerk*", "gesundheit* ~ batterie*", "gesundheit* ~ unternehmen*", "gesundheit* ~ festplatte*",
            "gesundheit* ~ projekt*", "gesundheit* ~ konto*", "diagnosedaten", "diagnoseprotokoll*", "diagnosetool*", "diagnosemodus",
            "diagnos* ~ fehler*", "diagnos* ~ netzwerk*", "diagnos* ~ gerat*", "krankenhaus ~ branche",
            "impfung ~ baum", "wirtschaftsdepression", "krankfeiern", "suchtfaktor", "chronisch* ~ verspat*",
            "symptom* ~ fehler*", "krebs ~ sternzeichen", "sternzeichen ~ krebs", "schmerzgrenze",
            "schmerzpunkt*",
        ];
        fr: [
            "sante", "maladie*", "malade", "malades", "diagnosti*", "medical", "medicale", "medicales", "medicaux",
            "medicament*", "traitement medical", "traitement ~ medecin", "enceinte", "grossesse*", "allergie*", "allergique*",
            "asthme", "diabet*", "cancer", "depression", "depressi*", "anxiete", "therapie*", "psychiatr*", "psycholog*",
            "vaccin*", "chirurgi*", "hopital", "hospitalis*", "symptome*", "groupe sanguin", "tension arterielle",
            "votre poids", "poids corporel", "fumez vous", "fumeur", "fumeuse", "consommation d alcool", "drogue*",
            "medecin*", "chronique", "blessure*", "arret maladie", "addiction*", "douleur*", "regles menstruelles",
        ] but [
            "sante financiere", "sante du serveur", "sante ~ serveur*", "sante ~ entreprise", "sante ~ reseau",
            "sante ~ systeme", "sante ~ batterie", "sante ~ marque", "sante ~ projet", "sante ~ compte",
            "sante ~ economique", "sante ~ application", "secteur de la sante", "secteur medical", "sante economique",
            "diagnosti* ~ reseau", "diagnosti* ~ panne*", "diagnosti* ~ erreur*", "diagnosti* ~ serveur*", "diagnosti* ~ energetique",
            "diagnosti* ~ logiciel", "enceinte acoustique", "enceinte bluetooth", "enceinte ~ son", "enceinte connectee", "enceinte ~ stade",
            "chronique ~ journal", "chronique ~ radio", "psycholog* ~ prix", "symptome* ~ panne", "cancer ~ zodiaque", "cancer ~ astrologique",
            "malade mental du travail", "chirurgical precision",
        ];
        es: [
            "salud", "enfermedad*", "enfermo", "enferma", "diagnostic*", "medico*", "medica", "medicas", "medicamento*",
            "medicina*", "medicacion", "embaraz*", "alergia*", "alergic*", "asma", "diabet*", "cancer", "depresion",
            "ansiedad", "terapia*", "psiquiatr*", "psicolog*", "vacun*", "cirugia*", "hospitaliz*", "hospital",
            "sintoma*", "grupo sanguineo", "presion arterial", "tension arterial", "peso corporal", "su peso", "tu peso",
            "fuma", "fumador*", "consumo de alcohol", "drogas", "cronic*", "lesion*", "baja medica", "adiccion*", "dolor", "dolores",
        ] but [
            "salud financiera", "salud ~ servidor*", "salud ~ sistema", "salud ~ red", "salud ~ empresa", "salud ~ cuenta",
            "salud ~ bateria", "salud ~ marca", "salud ~ proyecto", "salud economica", "sector de la salud", "sector salud",
            "diagnostic* ~ red", "diagnostic* ~ error*", "diagnostic* ~ servidor*", "diagnostic* ~ averia*", "diagnostic* ~ vehiculo",
            "cronica ~ periodico", "cronica ~ noticia*", "cronica del partido", "cronica ~ evento", "puntos de dolor", "punto de dolor", "sintoma* ~ error*",
            "cancer ~ zodiaco", "salud ~ aplicacion", "cronicas", "hospitalidad",
        ];
        it: [
            "salute", "malattia", "malattie", "malato", "malata", "diagnos*", "medico", "medica", "medici", "mediche",
            "medicina*", "medicinale", "medicinali", "farmac*", "gravidanza*", "incinta", "allergi*", "asma", "diabet*",
            "cancro", "tumore", "depression*", "ansia", "terapia*", "terapie", "psichiatr*", "psicolog*", "vaccin*",
            "chirurg*", "ospedal*", "ricover*", "sintom*", "gruppo sanguigno", "pressione sanguigna", "peso corporeo",
            "il suo peso", "fuma", "fumatore", "fumatrice", "consumo di alcol", "droghe", "cronic*", "infortun*", "dolore", "dolori", "dipendenza da",
        ] but [
            "salute finanziaria", "salute ~ server", "salute ~ sistema", "salute ~ rete", "salute ~ azienda", "salute ~ azienda*",
            "salute ~ batteria", "salute ~ account", "salute ~ progetto", "salute economica", "settore sanitario",
            "diagnos* ~ rete", "diagnos* ~ errore", "diagnos* ~ errori", "diagnos* ~ guasto", "diagnos* ~ veicolo", "diagnos* ~ server",
            "cronica ~ giornale", "cronic* ~ ritardo", "cancro ~ zodiaco", "cancro ~ segno", "sintom* ~ errore", "ospedale delle bambole",
            "ospedalita",
        ];
        pt: [
            "saude", "doenca*", "doente*", "diagnostic*", "medico*", "medica", "medicas", "medicamento*", "remedio*",
            "medicacao", "gravid*", "gestante", "alergi*", "asma", "diabet*", "cancro", "cancer", "depressao", "ansiedade",
            "terapia*", "psiquiatr*", "psicolog*", "vacin*", "cirurgi*", "hospital", "hospitaliz*", "internacao", "sintoma*",
            "grupo sanguineo", "tipo sanguineo", "pressao arterial", "peso corporal", "seu peso", "fuma", "fumante", "fumador*",
            "consumo de alcool", "drogas", "cronic*", "lesao", "lesoes", "atestado medico", "dor", "dores",
        ] but [
            "saude financeira", "saude ~ servidor*", "saude ~ sistema", "saude ~ rede", "saude ~ empresa", "saude ~ conta",
            "saude ~ bateria", "saude ~ marca", "saude ~ projeto", "setor da saude", "setor de saude", "diagnostic* ~ rede",
            "diagnostic* ~ erro*", "diagnostic* ~ servidor*", "diagnostic* ~ falha*", "gravidade", "gravidade*", "cronica ~ jornal", "cronicas",
            "pontos de dor", "ponto de dor", "cancer ~ zodiaco", "sintoma* ~ erro*",
        ];
        nl: [
            "gezondheid*", "ziek", "ziekte*", "ziekten", "ziekteverlof", "*ziekte", "*ziekten", "zieke", "diagnos*", "medisch*",
            "medicijn*", "medicatie", "geneesmiddel*", "zwanger*", "allergie*", "allergisch", "astma", "diabetes", "kanker",
            "depressie*", "angststoornis*", "therapie*", "psychiatr*", "psycholog*", "psychisch*", "vaccin*", "gevaccineerd",
            "ingeent", "operatie ondergaan", "ziekenhuis*", "symptom*", "klachten ~ lichamelijk*", "bloedgroep", "bloeddruk", "lichaamsgewicht", "uw gewicht",
            "rookt", "roker", "alcoholgebruik", "drugsgebruik", "huisarts*", "chronisch*", "blessure*", "verslaving*", "arts bezocht",
        ] but [
            "gezondheidszorgsector", "gezondheid ~ server*", "gezondheid* ~ systeem", "gezondheid* ~ netwerk", "gezondheid* ~ accu",
            "gezondheid* ~ batterij*", "gezondheid* ~ bedrijf", "gezondheid* ~ project", "gezondheid* ~ account", "financiele gezondheid",
            "ziektekostenverzekering*", "diagnos* ~ netwerk", "diagnos* ~ fout*", "diagnos* ~ storing*", "diagnostische gegevens",
            "kanker ~ sterrenbeeld", "sterrenbeeld ~ kreeft", "symptom* ~ fout*", "chronisch* ~ vertrag*", "ziekenhuis ~ sector",
        ];
    }
    Disability {
        en: [
            "disability", "disabilities", "are you disabled", "registered disabled", "disabled person*", "disabled people",
            "disabled parking", "disability*", "wheelchair*", "impairment*", "visually impaired", "hearing impaired",
            "impaired vision", "impaired hearing", "deaf", "hard of hearing", "blindness", "are you blind", "legally blind", "handicap", "handicapped", "special needs",
            "mobility aid*", "accessibility need*", "accessibility requirement*", "special assistance", "autis*", "dyslexi*", "adhd", "neurodiver*", "reasonable adjustment*",
        ] but [
            "golf handicap", "handicap index", "handicap ~ golf", "handicap ~ betting", "asian handicap", "handicap ~ course",
            "impairment loss", "asset impairment", "goodwill impairment", "impairment ~ asset*", "impairment ~ goodwill", "impairment test*",
            "tone deaf",
        ];
        de: [
            "behinder*", "*behinderung", "*behinderungen", "schwerbehinder*", "rollstuhl*", "gehorlos*", "gehoerlos*", "schwerhorig*", "schwerhoerig*", "blindheit",
            "sehbehinder*", "sind sie blind", "pflegegrad", "autis*", "legasthen*", "barrierefrei* ~ benotigen",
            "einschrankung ~ korperlich*", "korperliche einschrankung*", "koerperliche einschraenkung*",
        ] but [
            "behindert ~ sicht", "verkehrsbehinderung*", "behinderung ~ verkehr*", "behinderung ~ baustelle*", "behindert* ~ baustelle*",
            "behindert* ~ arbeit", "behindern ~ prozess*", "handicap ~ golf", "behinderung ~ lieferung*", "behinderung ~ wettbewerb*", "wettbewerbsbehinderung*", "sichtbehinderung*", "behindern", "behindert ~ sie",
        ];
        fr: [
            "handicap", "handicape*", "handicapee*", "invalid*", "invalidite", "fauteuil roulant", "malentendant*", "malvoyant*",
            "sourd", "sourde", "aveugle", "deficience*", "mobilite reduite", "rqth", "autis*", "dyslexi*", "besoins particuliers",
        ] but ["deficience* ~ application", "deficience* ~ service", "deficience* ~ systeme", "deficience* ~ processus", "deficience* ~ performance", "deficience* ~ site", "deficience* ~ logiciel", "deficience* ~ livraison", "deficience* ~ qualite", "deficience* ~ moteur", "deficience* ~ reseau",
            "handicap ~ golf", "invalide ~ champ", "invalide ~ code", "invalide ~ formulaire", "code invalide", "lien invalide", "champ invalide",
            "invalide ~ lien", "invalide ~ jeton", "valeur invalide", "test a l aveugle", "degustation a l aveugle", "invalides ~ metro", "adresse invalide", "hotel des invalides",
            "requete invalide", "deficience ~ produit", "entree invalide", "confiance aveugle",
        ];
        es: [
            "discapacid*", "discapacitad*", "minusvali*", "invalidez", "silla de ruedas", "sordo", "sorda", "sordera", "ciego", "ciega",
            "ceguera", "movilidad reducida", "necesidades especiales", "autis*", "dislexi*", "deficiencia visual", "deficiencia auditiva",
        ] but ["cata a ciegas", "prueba ciega", "cita a ciegas", "ciego ~ doble", "doble ciego", "handicap ~ golf"];
        it: [
            "disabil*", "invalidita", "portatore di handicap", "handicap", "sedia a rotelle", "carrozzina", "sordo", "sorda", "sordita", "non udente",
            "cieco", "cieca", "cecita", "non vedente", "ipovedente", "mobilita ridotta", "esigenze speciali", "autis*", "dislessi*", "legge centoquattro",
        ] but ["disabilita ~ notifiche", "disabilitat*", "disabilitare", "disabilita ~ funzione", "handicap ~ golf", "vicolo cieco", "carrozzina ~ bambino", "disabilita il*", "doppio cieco"];
        pt: [
            "deficiencia", "deficiencias", "deficiente*", "incapacidade*", "invalidez", "cadeira de rodas", "surdo", "surda", "surdez", "cego", "cega",
            "cegueira", "mobilidade reduzida", "necessidades especiais", "autis*", "dislexi*", "pcd",
        ] but ["deficiencia* ~ aplicativo", "deficiencia* ~ aplicacao", "deficiencia* ~ produto", "deficiencia* ~ servico", "deficiencia* ~ sistema", "deficiencia* ~ processo", "deficiencia* ~ atendimento", "deficiencia* ~ desempenho", "deficiencia* ~ site", "deficiencia* ~ software", "deficiencia* ~ entrega", "deficiencia* ~ equipamento", "deficiencia* ~ qualidade", "deficiencia* ~ rede", "deficiencia* ~ motor", "deficiencia ~ produto", "deficiencias ~ servico", "deficiencias ~ sistema", "deficiencias ~ processo", "teste cego", "handicap ~ golfe", "prova cega", "incapacidade ~ sistema"];
        nl: [
            "handicap*", "gehandicapt*", "invalid*", "invaliditeit", "arbeidsongeschikt*", "rolstoel*", "doof", "slechthorend*", "blindheid", "bent u blind",
            "slechtziend*", "beperking ~ lichamelijk*", "lichamelijke beperking*", "functiebeperking*", "autis*", "dyslexi*", "arbeidsbeperking*",
            "heeft u een beperking", "een beperking",
        ] but ["handicap ~ golf", "golfhandicap", "ongeldig*", "invalid ~ code", "invalid ~ token", "invalid ~ field", "een beperking ~ aantal", "een beperking ~ systeem", "een beperking ~ gegevens"];
    }
    Religion {
        en: [
            "religion*", "religious*", "^faith", "your faith", "faith group", "faith community", "church*", "mosque*", "synagogue*", "temple attendance", "christian*", "catholic*",
            "protestant*", "muslim*", "islam*", "jewish", "judaism", "hindu*", "buddhis*", "sikh*", "atheis*", "agnostic",
            "believe in god", "belief in god", "pray", "prayer*", "worship*", "denomination", "spiritual beliefs", "your beliefs", "spirituality",
            "halal", "kosher", "philosophical belief*", "belief system",
        ] but [
            "good faith", "bad faith", "church street", "church road", "churchill", "church lane", "church ~ architecture", "database agnostic", "platform agnostic", "vendor agnostic",
            "agnostic ~ platform", "agnostic ~ cloud", "agnostic ~ vendor", "denomination ~ currency", "denomination ~ bill*", "denomination ~ banknote*", "denomination ~ coin*", "denomination ~ card",
            "cloud agnostic", "faith ~ brand", "faith ~ product", "christian dior", "religiously ~ use", "currency denomination", "hindustan",
            "churn", "kosher salt", "lost faith", "leap of faith", "notre dame ~ church", "denomination ~ gift",
        ];
        de: [
            "religion*", "religios*", "religioes*", "konfession*", "glaube", "glauben sie an gott", "glaubens*", "ihr glaube", "kirche*", "moschee*", "synagoge*", "christ", "christlich*",
            "katholi*", "evangelisch*", "protestant*", "muslim*", "islam*", "judisch*", "juedisch*", "judentum", "hindu*", "buddhis*", "atheis*", "gebet*", "weltanschauung*", "gottesdienst*",
        ] but ["glaubens ~ marke", "glaubwurdig*", "glaubwuerdig*", "glaubiger*", "glaeubiger*", "gebeten", "gebeten*", "kirchstrasse", "kirchen ~ besichtig*", "kirche ~ sehenswurdigkeit*", "ich glaube", "glaube ~ produkt", "kirchheim", "guten glaubens", "gutem glauben", "kirchen ~ architektur"];
        fr: [
            "religi*", "confession", "confessionn*", "eglise*", "mosquee*", "synagogue*", "chretien*", "catholique*", "protestant*", "musulman*", "islam*", "juif*", "juive*",
            "judaisme", "hindou*", "bouddhis*", "athee*", "croyant*", "croyance*", "votre foi", "^foi", "priere ~ religi*", "culte", "pratiquant*", "convictions philosophiques", "laicite",
        ] but ["bonne foi", "mauvaise foi", "film culte", "produit culte", "serie culte", "culte ~ film", "culte ~ marque", "rue de l eglise", "place de l eglise", "culte ~ serie", "religieusement", "ma foi", "pratiquant ~ sport", "eglise ~ visite"];
        es: [
            "religi*", "confesion religiosa", "iglesia*", "mezquita*", "sinagoga*", "cristian*", "catolic*", "protestante*", "musulman*", "islam*", "judio*", "judia*", "judaismo", "hindu*",
            "budis*", "ateo", "atea", "ateismo", "creencia*", "creyente*", "su fe", "tu fe", "^fe", "culto religioso", "practicante ~ religion", "cree en dios", "rezar", "reza",
        ] but ["buena fe", "mala fe", "judias verdes", "judias ~ verdura*", "cristiano ronaldo", "calle iglesia", "plaza de la iglesia", "fe de erratas", "creencia ~ marca", "julio iglesias", "religiosamente"];
        it: [
            "religi*", "confessione religiosa", "chiesa", "chiese", "moschea", "moschee", "sinagog*", "cristian*", "cattolic*", "protestant*", "musulman*", "islam*", "ebreo", "ebrea", "ebrei", "ebraic*", "ebraismo",
            "induis*", "buddis*", "ateo", "atea", "ateismo", "credenz*", "credente", "credenti", "sua fede", "tua fede", "^fede", "culto religioso", "crede in dio", "praticante", "preghiera*",
        ] but ["buona fede", "mala fede", "film di culto", "credenza ~ mobile", "credenza ~ cucina", "credenza ~ legno", "credenziali", "via chiesa", "piazza della chiesa", "fede nuziale", "religiosamente", "credenziale", "credenzial*"];
        pt: [
            "religi*", "confissao religiosa", "igreja*", "mesquita*", "sinagoga*", "crista", "cristao", "cristaos", "cristianismo", "catolic*", "protestante*", "evangelic*", "muculman*", "islam*", "judeu*", "judia", "judaismo",
            "hindu*", "budis*", "ateu", "ateia", "ateismo", "crenca*", "crente*", "sua fe", "^fe", "culto religioso", "acredita em deus", "praticante ~ religiao", "oracao ~ religi*",
        ] but ["boa fe", "ma fe", "rua da igreja", "largo da igreja", "crenca ~ marca", "religiosamente", "igreja ~ monumento"];
        nl: [
            "religi*", "geloof", "geloofs*", "gelooft u in god", "kerk", "kerken", "kerkelijk*", "kerkgang", "moskee*", "synagoge*", "christen*", "christelijk*", "katholiek*", "protestant*", "moslim*", "islam*", "joods*",
            "jodendom", "hindoe*", "boeddhis*", "atheis*", "gelovig*", "levensbeschouw*", "levensovertuiging*", "bidden", "bidt", "godsdienst*",
        ] but ["geloof ~ product", "geloof ~ merk", "geloofwaardig*", "ik geloof", "kerkstraat", "te goeder trouw", "kerkplein", "goed geloof", "kerk ~ bezienswaardig*"];
    }
    Ethnicity {
        en: [
            "ethnic*", "=race", "your race", "race and ethnicity", "race or ethnicity", "race ethnicity", "racial*", "race group", "race identity", "race category", "^respondent race", "what race", "race do you", "skin colour", "skin color",
            "african american", "black or african", "caucasian", "hispanic*", "latino", "latina", "latinx", "indigenous", "native american", "person of color", "people of color", "ancestry", "tribe", "aboriginal", "roma origin", "country of birth",
            "place of birth", "migration background", "immigrant", "born abroad", "racism", "national origin",
        ] but [
            "your race time*", "your race result*", "your race number*", "your race bib*", "your race entry", "your race day", "your race pace", "your race car", "your race weekend", "your race distance", "race condition*", "race track", "your race ~ marathon",
            "what race ~ run", "what race ~ car", "what race ~ marathon", "your race ~ run", "your race ~ finish*", "race do you ~ run", "race do you ~ marathon", "race do you ~ prefer", "race do you ~ watch", "what race ~ distance", "=race ~ time", "tribe ~ squad", "tribe ~ agile", "your race ~ car*", "race category ~ run*",
            "ethnic food", "ethnic cuisine", "ethnic restaurant*", "indigenous plant*", "indigenous species", "indigenous ~ plant*", "what race ~ watch", "racial* ~ slick", "indigenous ~ tree*", "your race ~ bib",
        ];
        de: [
            "ethnie*", "ethnisch*", "ethnizitat", "ethnizitaet", "rassisch*", "=rasse", "welcher rasse", "hautfarbe", "migrationshintergrund", "abstammung", "volksgruppe", "volkszugehorigkeit", "volkszugehoerigkeit", "ethnische herkunft", "geburtsland", "geburtsort",
            "ihre herkunft", "kulturelle herkunft", "sinti", "migrant*", "einwanderer",
        ] but ["rasse ~ hund", "hunderasse", "katzenrasse", "rasse ~ hund*", "rasse ~ katze*", "rasse ~ pferd*", "rasse ~ haustier*", "rasse ~ tier*", "ihre herkunft ~ ware*", "ihre herkunft ~ produkt*", "ethnische kuche"];
        fr: ["race ~ votre",
            "ethni*", "racial*", "=race", "votre race", "origine raciale", "couleur de peau", "origines ~ ethni*", "vos origines", "ascendance", "minorite visible", "pays de naissance", "lieu de naissance", "immigre*", "autochtone*", "gens du voyage",
            "issu de l immigration",
        ] but ["race ~ chien*", "race ~ chat*", "race ~ animal", "race ~ cheval", "vos origines ~ produit*", "cuisine ethnique", "plante autochtone", "plantes autochtones", "race du chien", "race ~ vache*"];
        es: ["raza ~ su", "raza o etnia",
            "etni*", "racial*", "=raza", "su raza", "tu raza", "raza ~ etnia", "color de piel", "ascendencia", "origen etnico", "indigena*", "afrodescendiente*", "gitano", "gitana", "pais de nacimiento", "lugar de nacimiento", "inmigrante*", "mestizo",
            "de que raza",
        ] but ["raza ~ perro*", "raza ~ gato*", "raza ~ mascota*", "raza ~ animal", "raza ~ caballo*", "cocina etnica", "planta* indigena*", "comida etnica"];
        it: ["razza ~ sua", "razza o etnia",
            "etni*", "razzial*", "=razza", "sua razza", "tua razza", "colore della pelle", "origine etnica", "origini ~ etniche", "ascendenza", "paese di nascita", "luogo di nascita", "immigrat*", "rom e sinti", "di che razza",
        ] but ["razza ~ cane", "razza ~ cani", "razza ~ gatto", "razza ~ animale", "razza ~ cavallo", "cucina etnica", "cibo etnico", "ristorante etnico", "ristoranti etnici"];
        pt: ["cor ou raca", "raca ~ sua", "raca ~ etnia",
            "etni*", "racial", "raciais", "=raca", "sua raca", "raca ou cor", "raca e cor", "cor da pele", "cor de pele", "raca cor", "cor raca", "ascendencia", "origem etnica", "indigena*", "afrodescendente*", "quilombola", "pais de nascimento",
            "local de nascimento", "naturalidade", "imigrante*", "pardo", "cigano", "cigana",
        ] but ["raca ~ cao", "raca ~ cachorro", "raca ~ gato", "raca ~ animal", "raca ~ cavalo", "comida etnica", "cozinha etnica"];
        nl: [
            "etni*", "raciale", "=ras", "uw ras", "welk ras", "huidskleur", "afkomst", "migratieachtergrond", "afstamming", "geboorteland", "geboorteplaats", "allochto*", "bevolkingsgroep", "culturele achtergrond", "migrant*",
        ] but ["ras ~ hond", "hondenras", "kattenras", "ras ~ kat", "ras ~ huisdier", "ras ~ paard", "afkomst ~ product*", "afkomst ~ vlees", "etnisch eten"];
    }
    Politics {
        en: [
            "political*", "politics", "party affiliation", "party membership", "party member", "party preference", "preferred party", "party identification", "which party did you", "which party would you", "which party do you", "party id ~ vote*",
            "vote intention", "voting intention", "vote for in the", "voted for", "vote choice", "did you vote", "would you vote", "voting behavio*", "registered voter", "voter registration", "voter*", "election*", "democrat", "republican", "conservative or liberal",
            "left wing", "right wing", "left right scale", "ideolog*", "political opinion*", "party you support", "activis*",
        ] but [
            "office politics", "workplace politics", "election ~ benefit*", "benefit election*", "benefits election*", "election form ~ benefit*", "vote for in the ~ contest", "voted for ~ feature*", "voted for ~ design", "voted for ~ song", "would you vote ~ feature*", "would you vote ~ logo", "did you vote ~ logo",
            "did you vote ~ feature*", "did you vote ~ photo", "did you vote ~ song", "voted for ~ logo", "which party ~ birthday", "which party ~ christmas", "which party ~ plan*", "which party ~ attend", "which party did you ~ enjoy", "which party do you ~ book", "third party", "party id ~ birthday",
            "employee of the month ~ vote*", "voter ~ app", "would you vote ~ product*", "voted for ~ product*", "did you vote ~ product*", "activist investor*", "party size", "birthday party", "party planning", "politically correct ~ copy", "leader election", "election timeout", "raft election",
            "election ~ leader", "election ~ node*", "which party ~ theme",
        ];
        de: [
            "politi*", "*politisch*", "parteizugehorigkeit", "parteizugehoerigkeit", "parteimitglied*", "parteiprafer*", "parteipraefer*", "=partei", "welche partei", "welcher partei", "wahlabsicht", "wahlentscheidung", "wahlverhalten", "gewahlt ~ partei", "bundestagswahl*", "landtagswahl*", "wahlen gehen", "sonntagsfrage", "wahlberechtigt*",
        ] but ["vertragspartei*", "preispolitik", "datenschutzpolitik", "unternehmenspolitik", "personalpolitik", "welche partei ~ vertrag*", "welche partei ~ klag*", "ruckgabepolitik", "politik ~ passwort*", "produktpolitik", "geschaftspolitik", "wahlberechtigte ~ produkt"];
        fr: [
            "politique", "politiques ~ opinion*", "opinions politiques", "opinion politique", "parti politique", "partis politiques", "quel parti", "affiliation politique", "vote aux elections", "intention de vote", "intentions de vote", "avez vous vote", "voteriez vous", "voterez vous", "election*", "electeur*", "electoral*", "adherent a un parti",
            "gauche ou droite", "militant*",
        ] but ["politique de confidentialite", "politique de retour*", "politique de prix", "politique tarifaire", "politique ~ cookies", "politique de remboursement", "politique ~ livraison", "politique ~ annulation", "politique ~ securite", "politique ~ mot", "politique d entreprise", "politique de l entreprise", "politique rh", "politique ~ teletravail", "avez vous vote ~ logo", "avez vous vote ~ photo", "election de domicile", "politique commerciale", "politique ~ qualite", "politique ~ donnees", "politique ~ prix"];
        es: [
            "politic*", "partido politico", "que partido", "a que partido", "afiliacion partidista", "militante*", "intencion de voto", "voto ~ elecciones", "voto en las", "ha votado", "votaria", "votante*", "elecciones", "electoral*", "ideologia*", "izquierda o derecha",
        ] but ["politica de privacidad", "politica de devolucion*", "politica de precios", "politica de cookies", "politica de cancelacion", "politica ~ empresa", "politica ~ envio*", "politica ~ reembolso*", "politica ~ devolucion*", "politica ~ privacidad", "politicas ~ empresa", "politica ~ seguridad", "politica ~ contrasena*", "que partido ~ futbol", "que partido ~ equipo", "que partido ~ tenis", "ha votado ~ foto", "votaria ~ logo", "que partido ~ vio", "que partido ~ ver", "politica comercial", "que partido ~ entrada*", "politica ~ datos"];
        it: [
            "politic*", "partito politico", "quale partito", "che partito", "per chi ha votato", "intenzione di voto", "ha votato", "voterebbe", "elezion*", "elettor*", "elettoral*", "ideologia*", "sinistra o destra", "iscritto a un partito", "=partito",
        ] but ["politica sulla privacy", "politica di reso", "politica dei resi", "politica ~ prezzi", "politica ~ cookie", "politica aziendale", "politiche aziendali", "politica ~ privacy", "politica ~ resi", "politica ~ rimbors*", "politica ~ spedizion*", "politica ~ sicurezza", "politica ~ azienda", "ha votato ~ foto", "voterebbe ~ logo", "politica commerciale", "politica ~ cancellazione", "politica ~ qualita"];
        pt: [
            "politic*", "partido politico", "qual partido", "que partido", "em que partido", "filiacao partidaria", "partidari*", "intencao de voto", "em quem votou", "votou ~ eleicoes", "votou nas", "votaria", "eleicao", "eleicoes", "eleitor*", "ideologia*", "esquerda ou direita", "militante*",
        ] but ["politica de privacidade", "politica de devolucao", "politica de precos", "politica de cookies", "politica ~ empresa", "politica ~ reembolso*", "politica ~ privacidade", "politica ~ devolucoes", "politica ~ devolucao", "politica ~ cancelamento", "politica ~ entrega*", "politica ~ seguranca", "votaria ~ logo", "politicas ~ empresa", "politica comercial", "politica ~ dados", "politica ~ troca*"];
        nl: [
            "politiek*", "politieke", "welke partij", "partijlid*", "partijvoorkeur", "stemgedrag", "stemintentie", "gestemd", "stemt u", "zou u stemmen", "verkiezing*", "kiezer*", "tweede kamer*", "=partij", "stemvoorkeur", "lid van een partij",
        ] but ["privacypolitiek", "gestemd ~ foto", "gestemd ~ logo", "welke partij ~ contract", "tevreden gestemd", "positief gestemd", "afgestemd", "gestemd ~ product", "welke partij ~ overeenkomst", "zou u stemmen ~ logo", "stemt u in", "stemt u ~ toe"];
    }
    Union {
        en: [
            "trade union*", "labor union*", "labour union*", "union member*", "union membership", "member of a union", "member of the union", "unionised", "unionized", "works council", "union rep", "union representative*", "union dues", "join a union", "=union", "workers union",
            "union status",
        ] but ["credit union member*", "student union member*", "student union", "students union", "credit union", "customs union", "european union", "union member ~ european", "union member* ~ credit", "union member* ~ student*", "member of the union ~ states", "union member* ~ european", "union member* ~ customs"];
        de: ["gewerkschaft*", "*gewerkschaft", "*gewerkschaften", "betriebsrat*", "betriebsratsmitglied*"];
        fr: ["syndicat", "syndicats", "syndical*", "syndique*", "cgt", "cfdt"] but ["syndicat de copropriete", "syndicat d initiative", "syndicat des eaux", "syndicat ~ copropriete", "syndicat ~ tourisme"];
        es: ["sindicato", "sindicatos", "sindical*", "comite de empresa"] but ["sindicato ~ banco*", "sindicado* ~ prestamo", "contenido sindicado"];
        it: ["sindacato", "sindacati", "sindacal*", "cgil", "cisl"] but ["collegio sindacale", "sindacabile"];
        pt: ["sindicato", "sindicatos", "sindical*", "sindicaliz*"];
        nl: ["vakbond*", "vakvereniging*", "ondernemingsraad", "lid van een bond", "fnv", "cnv"];
    }
    SexLife {
        en: [
            "sexual*", "sexuality", "sex life", "orientation ~ sexual", "gay", "lesbian*", "bisexual*", "homosexual*", "heterosexual*", "lgbt*", "queer", "same sex", "sexually", "sex partner*", "transgender*",
            "trans status", "gender reassignment",
        ] but ["same sex ~ twins", "sexual harassment training", "asexual reproduction"];
        de: ["sexuell*", "sexualitat", "sexualitaet", "sexual*", "sexualleben", "schwul", "lesbisch", "bisexuell", "homosexuell*", "heterosexuell*", "intimleben", "gleichgeschlechtlich*"] but ["gleichgeschlechtlich ~ zwillinge"];
        fr: ["sexuel*", "sexualite", "vie sexuelle", "gay", "lesbienne*", "bisexuel*", "homosexuel*", "heterosexuel*", "vie intime"];
        es: ["sexual*", "sexualidad", "vida sexual", "gay", "lesbiana*", "bisexual*", "homosexual*", "heterosexual*", "vida intima"];
        it: ["sessuale", "sessuali", "sessualita", "vita sessuale", "gay", "lesbica", "bisessual*", "omosessual*", "eterosessual*", "orientamento sessuale"];
        pt: ["sexual", "sexuais", "sexualidade", "vida sexual", "gay", "lesbica*", "bissexual*", "homossexual*", "heterossexual*"];
        nl: ["seksue*", "seksual*", "seksleven", "homo", "homoseksue*", "lesbisch", "biseksue*", "heteroseksue*", "geaardheid", "seksuele geaardheid"];
    }
    Genetic {
        en: ["genetic", "genetics", "dna", "genome*", "genomic*", "hereditary", "gene test*", "gene variant*", "brca*", "chromosom*"]
            but ["genetically", "genetic algorithm*", "genetic programming", "dna of our", "dna of the", "dna ~ brand", "dna ~ company", "company dna", "brand dna", "corporate dna", "hereditary title*", "genetic ~ algorithm*", "dna ~ team", "dna ~ culture"];
        de: ["genetisch*", "dna", "dns test", "gentest*", "erbgut", "erbkrank*", "genom*", "erblich*", "gendefekt*", "genmutation*"] but ["genetisch* ~ verandert*", "genetisch* ~ modifiziert*", "genetisch* ~ lebensmittel*", "genetische algorithm*", "genetischer algorithm*", "genommen*", "dna ~ marke*", "dna ~ unternehmen*", "erblich ~ bedingt ~ titel", "genommene*", "genom ~ men"];
        fr: ["genetique*", "adn", "genome*", "genomique*", "hereditaire*", "maladie genetique"] but ["genetiquement", "algorithme* genetique*", "adn de la marque", "adn de marque", "adn ~ marque", "adn ~ entreprise", "adn ~ equipe"];
        es: ["genetic*", "adn", "genoma*", "hereditari*"] but ["geneticamente", "algoritmo* genetico*", "adn de la marca", "adn ~ marca", "adn ~ empresa"];
        it: ["genetic*", "dna", "genoma*", "ereditari*"] but ["geneticamente", "algoritmo genetico", "algoritmi genetici", "dna ~ marchio", "dna ~ azienda", "dna ~ brand", "asse ereditario"];
        pt: ["genetic*", "adn", "dna", "genoma*", "hereditari*"] but ["geneticamente", "algoritmo* genetico*", "dna da marca", "dna ~ marca", "adn ~ marca", "dna ~ empresa"];
        nl: ["genetisch*", "dna*", "erfelijk*", "genoom", "gentest*"] but ["genetisch gemodificeerd*", "genetisch algoritme*", "genetische algoritme*", "dna ~ merk", "dna ~ bedrijf", "dna ~ organisatie"];
    }
    Biometric {
        en: ["biometric*", "fingerprint*", "finger print*", "face recognition", "facial recognition", "face scan", "face id", "faceprint", "iris scan", "retina scan", "retinal scan", "voiceprint", "voice print", "palm print", "face template", "hand geometry"]
            but ["browser fingerprint*", "device fingerprint*", "file fingerprint*", "key fingerprint*", "certificate fingerprint*", "ssh fingerprint*", "tls fingerprint*", "fingerprint ~ certificate", "fingerprint ~ file", "fingerprint ~ browser", "fingerprint ~ key", "canvas fingerprint*", "fingerprint-resistant", "fingerprint resistant", "fingerprint* ~ screen", "fingerprint* ~ display", "fingerprint ~ hash", "fingerprint ~ ssh", "fingerprint* ~ smudge*", "fingerprint* ~ surface", "q fingerprint", "fingerprint ~ device", "fingerprint ~ commit"];
        de: ["biometri*", "fingerabdr*", "gesichtserkennung", "irisscan", "iris scan", "netzhautscan", "stimmabdruck", "stimmprofil", "gesichtsscan", "handabdruck"] but ["fingerabdruck ~ zertifikat*", "fingerabdruck ~ datei*", "fingerabdruck ~ schlussel*", "fingerabdruck ~ browser*", "fingerabdrucke ~ display", "digitaler fingerabdruck ~ datei", "fingerabdruck ~ gerat*", "fingerabdrucke ~ oberflache*"];
        fr: ["biometri*", "empreinte digitale", "empreintes digitales", "reconnaissance faciale", "reconnaissance vocale ~ identi*", "scan de l iris", "empreinte vocale", "empreinte palmaire"] but ["empreinte digitale ~ certificat", "empreinte digitale ~ fichier", "empreinte digitale ~ cle", "empreinte digitale ~ navigateur", "empreintes digitales ~ ecran", "empreinte ~ carbone"];
        es: ["biometri*", "huella dactilar", "huellas dactilares", "huella digital", "reconocimiento facial", "escaneo del iris", "escaneo de iris", "huella de voz"] but ["huella digital ~ certificado", "huella digital ~ navegador", "huella digital ~ archivo", "huella digital ~ carbono", "huella digital ~ internet", "huella digital ~ marca", "huella digital ~ redes", "huella de carbono", "huellas dactilares ~ pantalla"];
        it: ["biometri*", "impronta digitale", "impronte digitali", "riconoscimento facciale", "scansione dell iride", "riconoscimento del volto", "impronta vocale"] but ["impronta digitale ~ certificato", "impronta digitale ~ file", "impronta digitale ~ browser", "impronte digitali ~ schermo", "impronta ~ carbonio"];
        pt: ["biometri*", "impressao digital", "impressoes digitais", "reconhecimento facial", "leitura da iris", "impressao vocal"] but ["impressao digital ~ certificado", "impressao digital ~ ficheiro", "impressao digital ~ arquivo", "impressao digital ~ grafica", "impressao digital ~ papel", "impressao digital ~ navegador", "impressao digital ~ folhetos", "impressao digital ~ cartaz*"];
        nl: ["biometri*", "vingerafdruk*", "gezichtsherkenning", "irisscan*", "gezichtsscan*", "stemafdruk*", "handafdruk"] but ["vingerafdruk ~ certificaat", "vingerafdruk ~ bestand", "vingerafdruk ~ sleutel", "vingerafdruk ~ browser", "vingerafdrukken ~ scherm"];
    }
    Criminal {
        en: ["criminal record*", "criminal conviction*", "criminal history", "criminal offen*", "criminal charge*", "criminal background", "convicted", "conviction*", "arrested", "arrest record", "felon*", "misdemeanor*", "misdemeanour*", "in prison", "been to prison", "jail", "imprison*", "incarcerat*", "police record", "probation officer", "on parole", "offender*", "sentenced", "crime ~ committed", "background check result*", "dbs check", "spent conviction*", "been to court"]
            but ["criminal minds", "conviction ~ buy", "conviction ~ strong", "jail ~ monopoly", "conviction rate ~ sales", "chroot jail", "jailbreak*", "conviction ~ invest*", "convictions ~ political", "convictions ~ religious", "arrested development", "repeat offender* ~ bug*", "with conviction", "conviction ~ argument"];
        de: ["vorstrafe*", "vorbestraft", "straftat*", "strafregister*", "fuhrungszeugnis", "fuehrungszeugnis", "verurteil*", "gefangnis*", "gefaengnis*", "haftstrafe*", "polizeilich*", "strafrechtlich*", "strafverfahren", "bewahrung ~ strafe", "inhaftiert"] but ["strafregister ~ spiel", "vertragsstrafe*", "verurteilt ~ scheitern"];
        fr: ["casier judiciaire", "condamn*", "infraction penale", "infractions penales", "prison", "delit penal", "antecedents judiciaires", "penal", "penale", "incarcer*", "garde a vue", "crime commis"] but ["condamnee ~ porte", "condamne ~ route", "porte condamnee", "code penal ~ livre", "prison break"];
        es: ["antecedentes penales", "condenad*", "condena*", "delito*", "delincuen*", "prision", "carcel", "encarcel*", "antecedentes policiales", "detenido por", "ficha policial"] but ["prision ~ serie", "condena ~ violencia ~ marca"];
        it: ["casellario giudiziale", "fedina penale", "precedenti penali", "condann*", "reato", "reati", "penale", "penali", "carcere", "detenut*", "arrestat*"] but ["penale ~ contratto", "penali ~ contratt*", "penale di recesso", "penale ~ ritardo", "penali ~ ritardo", "clausola penale", "penale ~ cancellazione"];
        pt: ["antecedentes criminais", "registo criminal", "registro criminal", "ficha criminal", "condenad*", "condenacao", "condenacoes", "crime cometido", "crimes cometidos", "cometeu um crime", "cometeu crimes", "delito*", "prisao", "preso por", "cadeia ~ crime", "processo criminal", "detido"] but ["prisao de ventre", "crime ~ serie", "crimes ~ livro*"];
        nl: ["strafblad", "veroordeel*", "veroordeling*", "strafbaar", "strafbare feiten", "gevangenis*", "justitiele", "verklaring omtrent het gedrag", "vog", "strafrechtelijk*", "aangehouden door", "gearresteerd", "strafregister"] but ["vooroordeel*", "vooroordelen"];
    }
    NationalId {
        en: ["ssn", "social security", "national id*", "national identity", "national identification", "national insurance", "passport number", "passport no", "passport id", "^passport", "your passport", "identity card*", "id card number", "tax id", "tax id*", "taxpayer*", "tax number", "tax identification", "driver licence*", "driver license*", "drivers licence*", "drivers license*", "driver s licence*", "driver s license*", "driving licence*", "driving license*", "nhs number", "nino", "itin", "personal identification number", "government id", "medicare number", "citizen id"]
            but ["passport photo*", "passport control", "passport stamp*", "passport program*", "tax id ~ product", "social security ~ policy", "passport ~ vaccine ~ travel", "passport office", "passport js", "passport library"];
        de: ["soz vers nr", "sozversnr", "pers ausweis*", "ausweis nr", "steuer nr", "steuernr", "pass nr", "sozialversicherungsnummer", "sozialversicherungsnr", "rentenversicherungsnummer", "versichertennummer", "steuer id*", "steueridentifikationsnummer", "steuernummer", "steuerid", "personalausweis*", "ausweisnummer", "ausweisnr", "reisepass*", "passnummer", "fuhrerschein*", "fuehrerschein*", "ahv nummer", "svnr", "sv nummer"]
            but ["fuhrerschein ~ besitzen ~ auto", "reisepasskontrolle", "umsatzsteuer id*"];
        fr: ["num secu", "no secu", "numero secu", "numero de secu", "^secu", "nss", "num passeport", "numero de securite sociale", "securite sociale", "carte d identite", "numero d identite", "passeport", "numero de passeport", "permis de conduire", "numero fiscal", "numero de contribuable", "nir", "carte vitale", "piece d identite", "numero national"] but ["plafond de la securite sociale", "passeport ~ vacances ~ offre", "passeport gourmand"];
        es: ["num documento", "nro documento", "doc identidad", "num pasaporte", "num dni", "nss", "num ss", "dni", "nif", "nie", "curp", "rfc", "documento de identidad", "documento nacional", "carnet de identidad", "cedula de identidad", "cedula de ciudadania", "numero de cedula", "pasaporte", "seguridad social", "numero de identificacion fiscal", "carnet de conducir", "permiso de conducir", "licencia de conducir", "tarjeta sanitaria", "cuil", "rut"];
        it: ["cod fiscale", "cod fisc", "codfisc", "codfiscale", "^cf", "num passaporto", "doc identita", "codice fiscale", "carta d identita", "carta di identita", "numero della carta d identita", "passaporto", "tessera sanitaria", "documento di identita", "documento d identita", "patente di guida", "numero di patente", "previdenza sociale"];
        pt: ["num contribuinte", "doc identidade", "num passaporte", "num utente", "cpf", "rg", "nif", "niss", "cartao de cidadao", "cartao do cidadao", "bilhete de identidade", "documento de identidade", "carteira de identidade", "numero de contribuinte", "numero de identificacao fiscal", "passaporte", "carta de conducao", "carteira de motorista", "cnh", "numero de utente", "seguranca social", "titulo de eleitor"];
        nl: ["paspoort nr", "rijbewijs nr", "bsn", "burgerservicenummer", "sofinummer", "rijbewijs*", "paspoort*", "identiteitskaart*", "identiteitsbewijs*", "rijksregisternummer", "paspoortnummer", "id kaart*", "legitimatie*", "belastingnummer", "fiscaal nummer"];
    }
    Payment {
        en: ["iban", "bic", "bank account", "bank details", "account number ~ bank", "sort code", "routing number", "credit card number*", "card number*", "debit card number*", "^credit card", "cvv", "cvc"] but ["gift card number*", "loyalty card number*", "card number* ~ loyalty", "card number* ~ library", "credit card ~ offer*", "credit card ~ type"];
        de: ["kontonummer", "bankverbindung", "bankleitzahl", "kreditkartennummer", "kartennummer", "kontoinhaber"] but ["kundenkartennummer"];
        fr: ["compte bancaire", "coordonnees bancaires", "numero de carte", "numero de carte bancaire", "rib", "carte bancaire"] but ["numero de carte ~ fidelite"];
        es: ["cuenta bancaria", "numero de cuenta", "numero de tarjeta", "tarjeta de credito", "datos bancarios"] but ["numero de tarjeta ~ fidelidad"];
        it: ["conto corrente", "numero di conto", "numero di carta", "numero della carta", "coordinate bancarie", "carta di credito"] but ["numero della carta ~ fedelta", "numero della carta ~ identita"];
        pt: ["conta bancaria", "numero da conta", "numero do cartao", "dados bancarios", "cartao de credito", "nib"] but ["numero do cartao ~ fidelidade"];
        nl: ["bankrekening*", "rekeningnummer", "creditcardnummer", "kaartnummer", "bankgegevens"] but ["klantenkaartnummer"];
    }
    BirthDate {
        en: ["year ~ born", "date ~ born", "when ~ born", "?=age", "?age in years", "?age years", "?customer age", "?user age", "?your age", "?how old are you", "?respondent age", "birth date*", "birthdate*", "date of birth", "?birthday*", "dob", "year of birth", "birth year", "yob", "month of birth", "birth month", "when were you born", "year were you born", "born in which year", "day of birth", "^birth", "born on"]
            but ["age group*", "age range*", "age band*", "your age ~ account", "age of", "account age", "page age", "cache age", "max age", "birthday part*", "birthday voucher*", "birthday gift*", "birthday discount*", "birthday offer*", "birthday cake*", "birthday card*", "birthday coupon*", "birthday ~ party", "birthday campaign*", "birthday present*", "birthday celebration*", "birthday ~ discount", "birth certificate service", "birthday email*", "birthday mailing", "birthday greeting*", "birthday ~ gift*", "birthday ~ voucher*", "birthday ~ company", "birth ~ place", "birth ~ country", "birthday ~ event"];
        de: ["?=alter", "?alter in jahren", "geb dat*", "gebdat*", "gebjahr", "jahr ~ geboren", "datum ~ geboren", "wann ~ geboren", "?wie alt sind sie", "?ihr alter", "?wie alt bist du", "geburtsdatum", "geburtstag*", "geburtsjahr", "geburtsmonat", "wann sind sie geboren", "geboren am", "geb datum", "wann wurden sie geboren", "jahrgang ~ geboren"] but ["geburtstagsfeier*", "geburtstagsparty*", "geburtstagsgeschenk*", "geburtstagsgutschein*", "geburtstagsrabatt*", "geburtstagstorte*", "geburtstag ~ feier*", "geburtstagsaktion*", "geburtstagskarte*", "geburtstagsangebot*", "geburtstagskuchen*", "firmengeburtstag"];
        fr: ["date naiss*", "date naissance", "ddn", "annee ~ ne", "annee ~ nee", "date ~ nee", "quand ~ ne", "annee naissance", "?=age", "?votre age", "?quel age avez vous", "date de naissance", "annee de naissance", "anniversaire", "mois de naissance", "ne le", "nee le", "jour de naissance", "quand etes vous ne"] but ["gateau d anniversaire", "cadeau d anniversaire", "fete d anniversaire", "anniversaire de l entreprise", "anniversaire de la marque", "anniversaire de mariage", "bon d anniversaire", "offre anniversaire", "offre d anniversaire", "anniversaire ~ offre", "anniversaire ~ entreprise", "anniversaire ~ gateau", "anniversaire ~ cadeau", "carte d anniversaire", "anniversaire ~ fete", "remise anniversaire", "anniversaire ~ magasin"];
        es: ["?=edad", "?edad en anos", "fecha nac", "fec nac", "fecha ~ nacio", "ano ~ nacio", "cuando ~ nacio", "ano nacimiento", "?su edad", "?cuantos anos tiene", "fecha de nacimiento", "ano de nacimiento", "cumpleanos", "mes de nacimiento", "fecha nacimiento", "cuando nacio"] but ["fiesta de cumpleanos", "tarta de cumpleanos", "regalo de cumpleanos", "cumpleanos ~ fiesta", "cumpleanos ~ regalo", "cumpleanos ~ tarta", "cupon de cumpleanos", "descuento de cumpleanos", "cumpleanos ~ descuento"];
        it: ["?=eta", "?eta in anni", "data nasc", "anno ~ nato", "anno ~ nata", "data ~ nato", "quando ~ nato", "quando ~ nata", "anno nascita", "?sua eta", "?quanti anni ha", "data di nascita", "anno di nascita", "compleanno", "mese di nascita", "quando e nato", "nato il", "data nascita"] but ["festa di compleanno", "torta di compleanno", "regalo di compleanno", "buono compleanno", "compleanno ~ festa", "compleanno ~ regalo", "compleanno ~ sconto", "compleanno ~ torta"];
        pt: ["?=idade", "?idade em anos", "data nasc", "dt nasc*", "data ~ nasceu", "ano ~ nasceu", "quando ~ nasceu", "ano nascimento", "?sua idade", "?quantos anos tem", "data de nascimento", "ano de nascimento", "aniversario", "mes de nascimento", "data nascimento", "quando nasceu"] but ["festa de aniversario", "bolo de aniversario", "presente de aniversario", "aniversario da empresa", "aniversario ~ festa", "aniversario ~ presente", "aniversario ~ empresa", "aniversario ~ loja", "aniversario ~ desconto", "aniversario ~ bolo", "aniversario de casamento"];
        nl: ["?=leeftijd", "?leeftijd in jaren", "geb datum", "gebdatum", "jaar ~ geboren", "datum ~ geboren", "wanneer ~ geboren", "?hoe oud bent u", "?uw leeftijd", "geboortedatum", "geboortejaar", "verjaardag*", "geboortemaand", "wanneer bent u geboren", "geboren op", "geboortedag"] but ["verjaardagsfeest*", "verjaardagstaart*", "verjaardagscadeau*", "verjaardagskorting*", "verjaardag ~ feest", "verjaardagskaart*", "verjaardagsactie*", "verjaardagsbon*", "verjaardag ~ korting"];
    }
    Gender {
        en: ["gender", "gender identity", "=sex", "your sex", "sex assigned", "male or female", "pronoun*", "what is your sex", "respondent sex", "sex m f", "biological sex", "sex at birth", "salutation", "are you male", "are you a man"] but ["gender pay gap", "gender equality", "gender ~ noun", "grammatical gender", "gender ~ grammar", "gender neutral", "gender diversity", "gender balance", "gender ~ reveal", "gender ~ cat", "gender ~ dog", "gender ~ connector", "connector gender", "cable gender", "gender changer", "gender ~ toilet*", "gender ~ clothing"];
        de: ["geschlecht*", "anrede", "mannlich oder weiblich", "sind sie mannlich", "pronomen"] but ["geschlechtergerecht*", "geschlechtergleich*", "geschlecht ~ substantiv*", "geschlecht ~ tier*", "geschlecht ~ hund*", "geschlechtergleichstellung"];
        fr: ["=genre", "votre genre", "identite de genre", "=sexe", "votre sexe", "sexe", "civilite", "homme ou femme", "pronoms", "etes vous une femme", "etes vous un homme"] but ["genre ~ book*", "genre ~ genres", "genre ~ music", "genre ~ movie*", "genre ~ film", "genre ~ tv", "genre ~ read", "genre ~ film*", "genre ~ musi*", "genre ~ litteraire", "genre ~ livre*", "quel genre de", "sexe ~ chien", "sexe ~ animal", "sexe ~ chat", "genre ~ jeu"];
        es: ["=genero", "su genero", "tu genero", "identidad de genero", "=sexo", "su sexo", "tu sexo", "sexo", "hombre o mujer", "pronombres", "genero con"] but ["genero musical", "genero ~ pelicula*", "genero literario", "genero ~ musi*", "genero ~ libro*", "sexo ~ mascota", "sexo ~ perro", "su genero ~ favorito"];
        it: ["=genere", "suo genere", "identita di genere", "=sesso", "suo sesso", "sesso", "maschio o femmina", "uomo o donna", "pronomi"] but ["genere musicale", "genere ~ film", "genere letterario", "in genere", "sesso ~ cane", "sesso ~ animale", "genere ~ musica", "genere ~ preferito"];
        pt: ["=genero", "seu genero", "identidade de genero", "=sexo", "seu sexo", "sexo", "homem ou mulher", "pronomes", "qual o genero com"] but ["genero musical", "genero ~ filme*", "genero literario", "genero ~ musica*", "genero ~ livro*", "sexo ~ animal", "seu genero ~ favorito"];
        nl: ["geslacht*", "genderidentiteit", "^gender", "man of vrouw", "aanhef", "voornaamwoord*", "uw gender"] but ["geslachte", "geslacht ~ hond", "geslacht ~ dier", "geslacht ~ kat", "genderneutra*", "zelfstandig voornaamwoord"];
    }
    Income {
        en: ["income*", "salary", "salaries", "wage*", "your earnings", "how much do you earn", "earn per", "net worth", "compensation ~ annual", "take home pay", "annual pay", "your pay", "household earnings", "earnings per month", "gross pay", "do you earn", "hourly pay", "monthly pay", "pay grade", "pension amount", "benefits received ~ state"]
            but ["income statement*", "passive income ideas", "company income", "incoming", "incoming*", "net income ~ company", "net income ~ quarter", "income tax software", "wager*", "wages ~ tool", "salary calculator", "salary ~ software", "income ~ company", "income ~ corporate", "income ~ statement", "do you earn ~ points", "do you earn ~ badge*", "your pay ~ method", "your pay ~ card", "earn per ~ points", "how much do you earn ~ points", "operating income", "income fund", "fixed income", "income ~ fund", "salary ~ range ~ job", "income ~ dashboard", "do you earn ~ rewards", "do you earn ~ miles"];
        de: ["einkommen*", "*einkommen", "gehalt", "gehalts*", "jahresgehalt", "monatsgehalt", "bruttogehalt", "nettogehalt", "lohn", "bruttolohn", "nettolohn", "stundenlohn", "verdienen sie", "ihr verdienst", "verdienst", "bezuge ~ monatlich*", "vermogen ~ personlich*", "haushaltseinkommen"] but ["gehaltvoll", "lohnt*", "belohn*", "vitamingehalt", "fettgehalt", "gehalt ~ vitamin*", "gehalt ~ zucker", "gehalt ~ fett", "gehalten", "alkoholgehalt", "zuckergehalt", "salzgehalt", "gehalt ~ alkohol", "gehalt ~ koffein", "lohnsoftware", "lohnbuchhaltung*", "gehaltsabrechnungssoftware", "verdienst ~ punkte"];
        fr: ["revenu", "revenus", "salaire*", "remuneration*", "combien gagnez vous", "gagnez vous", "paie mensuelle", "traitement mensuel", "pouvoir d achat du foyer"] but ["revenu ~ entreprise", "revenus ~ entreprise", "revenus publicitaires", "revenu* ~ societe", "gagnez vous ~ points", "revenus ~ publicite", "revenus ~ site", "chiffre d affaires", "combien gagnez vous ~ points", "revenu de", "etes vous revenu", "est revenu"];
        es: ["ingreso", "ingresos", "salario*", "sueldo*", "nomina", "cuanto gana", "renta familiar", "nivel de renta", "remuneracion*", "renta mensual", "renta anual"] but ["ingresos ~ empresa", "ingresos ~ publicidad", "ingreso ~ hospital", "fecha de ingreso", "hora de ingreso", "ingreso ~ sistema", "ingreso al", "ingreso ~ fecha", "cuanto gana ~ puntos", "nomina ~ software", "ingresos por ventas", "ingreso a la", "ingreso ~ cuenta"];
        it: ["reddito", "redditi", "stipendi*", "salari*", "retribuzion*", "guadagna*", "quanto guadagna", "busta paga", "paga mensile", "paga oraria"] but ["redditivita", "redditizio", "guadagna ~ punti", "guadagnare ~ punti", "guadagna* ~ punti", "reddito ~ azienda", "redditi* ~ azienda", "guadagna* ~ tempo"];
        pt: ["renda", "rendas", "rendimento*", "salario*", "ordenado*", "vencimento mensal", "remuneracao", "quanto ganha", "renda familiar"] but ["rendimento ~ motor", "rendimento ~ bateria", "rendimento ~ equipa", "rendimento ~ sistema", "ordenado por", "renda ~ bilro*", "renda ~ tecido", "rendimento ~ escolar", "renda de casa", "quanto ganha ~ pontos", "rendimento ~ maquina", "rendimento ~ aparelho", "ordenados por", "rendimento ~ app"];
        nl: ["inkomen*", "*inkomen", "salaris*", "loon", "brutoloon", "nettoloon", "uurloon", "verdient u", "maandloon", "jaarsalaris", "hoeveel verdient", "bezoldiging"] but ["inkomend*", "salarisadministratie ~ software", "verdient u ~ punten", "inkomensafhankelijk ~ tool", "beloon*", "salarissoftware", "welkomen"];
    }
    IpAddress {
        en: ["^ip", "ip address*", "ipaddress*", "ip addr", "ipv", "remote addr"] but ["ip rating", "ip protection", "ip phone*", "voice over ip", "ip camera*", "ip rights", "ip portfolio", "ip class", "ip ~ rating", "ip code", "ip telephony", "ip law", "ip address ~ configure", "ip address ~ printer"];
        de: ["ip adresse*", "ipadresse"];
        fr: ["adresse ip"];
        es: ["direccion ip"];
        it: ["indirizzo ip"];
        pt: ["endereco ip"];
        nl: ["ip adres*", "ipadres"];
    }
    Email {
        en: ["^email", "^mail", "^e mail", "email address*", "e mail address*", "mail address", "your email", "your e mail", "emailaddress", "recipientemail", "enter ~ email", "enter an email", "provide an email", "*email", "email ~ contact you", "reach you by email", "best email", "email to send"]
            but ["email campaign*", "email template*", "email subject*", "email open*", "email sent", "email opt*", "email frequency", "email client*", "email provider*", "email domain", "email newsletter*", "email consent", "email count", "email support", "email marketing", "email status", "email notification*", "email click*", "email bounce*", "email type", "email verified", "email unsubscribed", "email program*", "email preference*", "email language", "email alert*", "email template id", "mail order", "direct mail", "mail carrier", "mail merge", "mail delivery", "mail campaign*", "mailing", "mailing*", "mail server", "mail room", "voice mail", "voicemail", "enter ~ email ~ campaign", "email software", "email app", "email tool", "your email ~ newsletter ~ often", "your email ~ support", "your email software", "your email provider", "your email client", "email channel", "email response time", "email ~ how often", "has email", "email send*", "mail survey", "mail type", "email signature", "email format", "email link", "email reminder*", "your email inbox", "email open rate", "received email", "email ~ received our", "email ~ satisfied", "email ~ promotional"];
        de: ["e mail adresse*", "email adresse*", "emailadresse*", "mailadresse*", "ihre e mail", "ihre email", "deine e mail", "kontaktmail", "mail adresse*", "=e mail adresse", "^e mail privat", "e mail ~ angeben"] but ["ihre e mail ~ programm", "e mail kampagne*", "e mail newsletter", "e mail versand", "email kampagne*", "e mail betreff", "e mail vorlage*", "e mail programm*", "e mail marketing", "e mail support", "e mail benachrichtigung*"];
        fr: ["adresse e mail", "adresse email", "adresse mail", "adresse electronique", "courriel", "votre e mail", "votre email", "votre mail", "adresse courriel", "^mel"] but ["campagne e mail", "campagne email", "objet du mail", "modele d e mail", "courriels promotionnels", "courriels ~ frequence", "campagne de mail", "campagne mail", "campagne d e mail"];
        es: ["correo electronico", "correo e", "direccion de correo", "su correo", "tu correo", "su email", "tu email", "^correo", "e mail ~ contacto"] but ["correo electronico ~ campana", "correo postal", "oficina de correo*", "campana de correo", "campana de email", "correos promocionales", "asunto del correo", "plantilla de correo"];
        it: ["indirizzo e mail", "indirizzo email", "posta elettronica", "sua e mail", "tua e mail", "sua email", "tua email", "indirizzo di posta", "indirizzo mail"] but ["campagna email", "campagna e mail", "oggetto dell email", "programma di posta", "programma di posta elettronica", "posta elettronica ~ programma"];
        pt: ["endereco de e mail", "endereco de email", "correio eletronico", "correio electronico", "seu e mail", "seu email", "teu email", "endereco eletronico", "o email ~ contato", "endereco email"] but ["campanha de e mail", "campanha de email", "assunto do e mail", "assunto do email", "modelo de email"];
        nl: ["e mailadres*", "emailadres*", "mailadres*", "uw e mail", "uw email", "je e mail", "e mail adres*", "je email"] but ["e mailcampagne*", "emailcampagne*", "e mail nieuwsbrief", "e mail onderwerp", "mailing*"];
    }
    Phone {
        en: ["^phone", "^telephone", "^mobile", "^tel", "^cell", "^cellphone", "^fax", "phone number*", "telephone number*", "mobile number*", "cell number*", "cell phone number*", "fax number", "your phone", "your mobile number", "your telephone", "phone no", "contact number", "whatsapp number", "^whatsapp", "msisdn", "call you back ~ number", "number ~ reach you", "number can we call"]
            but ["phone model*", "phone support", "phone brand*", "phone type", "phone os", "phone contract*", "phone plan*", "phone case*", "phone call*", "phone consent", "phone opt*", "phone manufacturer", "phone bill*", "phone line*", "phone system", "phone storage", "phone accessor*", "phone app", "phone battery", "phone usage", "phone agent", "phone wait*", "phone queue", "phone channel", "phone color", "phone colour", "phone price", "phone camera", "mobile app*", "mobile device*", "mobile version", "mobile os", "mobile web*", "mobile site", "mobile browser", "mobile usage", "mobile operator", "mobile plan*", "mobile phone model", "mobile phone brand", "mobile carrier", "is mobile", "mobile friendly", "mobile experience", "mobile network", "mobile game*", "mobile payment*", "mobile banking", "mobile data", "mobile home", "mobile view", "mobile contract", "cell culture", "cell type", "cell id", "cell line*", "fuel cell", "solar cell", "table cell", "battery cell", "cell count", "stem cell*", "your phone ~ model", "your phone ~ brand", "your phone ~ battery", "your phone ~ hours", "your phone ~ often", "your phone ~ satisfied", "your phone ~ camera", "your phone ~ use", "your phone ~ app", "smart phone", "your phone ~ operating", "your phone ~ settings", "contact number ~ times", "your phone call", "your phone plan", "your phone support", "cell value", "cell ~ spreadsheet", "phone ~ minutes", "phone ~ screen", "mobile first", "phone verified"];
        de: ["telefon", "telefonnummer*", "telefonnr", "handynummer*", "mobilnummer*", "mobilfunknummer*", "rufnummer*", "handynr", "^handy", "^mobil", "^mobiltelefon", "faxnummer", "festnetz*", "telefonisch erreich*"] but ["telefonhotline", "telefon hotline", "telefon ~ hotline", "telefonservice", "telefon support", "handy modell", "handymodell*", "handyvertrag*", "handymarke*", "handy ~ marke", "telefon ~ wartezeit", "telefon ~ modell", "mobil app", "telefon ~ zufrieden*", "festnetzanschluss ~ zufrieden*", "telefon ~ beratung", "telefon ~ service"];
        fr: ["^telephone", "numero de telephone", "telephone portable", "votre telephone", "numero de portable", "votre portable", "numero de mobile", "^portable", "^mobile", "numero de tel", "telephone mobile", "coordonnees telephoniques"] but ["modele de telephone", "telephone ~ modele", "telephone ~ marque", "telephone ~ assistance", "ordinateur portable", "assistance telephone", "application mobile", "telephone ~ conseiller", "telephone ~ batterie", "portable ~ marque", "portable ~ ordinateur", "telephone ~ heures", "telephone ~ forfait", "telephone ~ systeme", "telephone portable ~ marque"];
        es: ["^telefono", "numero de telefono", "telefono movil", "numero de movil", "numero de celular", "su telefono", "tu telefono", "^celular", "^movil", "telefono de contacto", "telefono fijo"] but ["modelo de telefono", "telefono ~ modelo", "telefono ~ marca", "aplicacion movil", "app movil", "atencion por telefono", "telefono ~ atencion", "telefono ~ horas", "telefono ~ bateria", "biologia celular", "telefono ~ sistema", "telefono ~ llamada*"];
        it: ["^telefono", "numero di telefono", "numero di cellulare", "^cellulare", "suo telefono", "tuo telefono", "recapito telefonico", "telefono cellulare", "^tel", "telefono fisso"] but ["modello di telefono", "telefono ~ modello", "telefono ~ marca", "app mobile", "assistenza telefonica", "telefono ~ assistenza", "biologia cellulare", "telefono ~ ore", "telefono ~ batteria", "telefono ~ operatore"];
        pt: ["^telefone", "numero de telefone", "numero do telefone", "telemovel", "numero de telemovel", "^celular", "numero de celular", "numero do celular", "seu telefone", "seu celular", "telefone de contato", "telefone de contacto", "telefone fixo"] but ["modelo de telemovel", "modelo do telefone", "marca do telemovel", "marca de telemovel", "telemovel ~ marca", "telemovel ~ modelo", "telefone ~ modelo", "telefone ~ marca", "aplicacao movel", "telefone ~ atendimento", "celular ~ marca", "celular ~ modelo", "telemovel ~ horas", "celular ~ bateria", "telefone ~ linha"];
        nl: ["telefoonnummer*", "telefoonnr", "^telefoon", "mobiele nummer", "mobiel nummer", "^mobiel", "uw telefoon", "gsm nummer", "^gsm", "faxnummer"] but ["telefoonmodel*", "telefoonmerk", "telefoon ~ model", "telefoon ~ merk", "mobiele app", "telefonische klantenservice", "telefoon ~ klantenservice", "uw telefoon ~ batterij", "mobiel abonnement", "uw telefoon ~ uur", "telefoon ~ abonnement"];
    }
    Address {
        en: ["^address", "^street", "^zip", "^zipcode", "^postal", "^postcode", "zip code", "postal code", "postcode", "post code", "home address", "your address", "street address", "mailing address", "billing address", "delivery address", "shipping address", "postal address", "address line*", "house number", "residential address", "work address", "zip postal"]
            but ["address ~ page", "address ~ memory", "address ~ url", "address ~ web", "address ~ link", "address ~ target", "address ~ cache", "address ~ register", "email address*", "e mail address*", "ip address*", "web address", "mac address", "address bar", "address book", "address the", "your address book", "street food", "street art", "wall street", "zip file*", "zip archive", "high street", "street style", "street light*", "street view", "address this", "address your", "zip tie*", "zip line", "zip size", "wallet address", "memory address", "address ~ concern*", "address ~ issue*", "url address", "postal service", "postal vote", "crypto address", "street price", "store address", "street smart", "sesame street", "website address", "site address", "addressed", "zip upload", "zip download"];
        de: ["^adresse", "^anschrift", "anschrift", "postanschrift", "wohnadresse", "postleitzahl", "^plz", "plz", "^strasse", "hausnummer", "ihre adresse", "wohnanschrift", "lieferadresse", "rechnungsadresse", "strasse und hausnummer", "privatadresse"] but ["adresse ~ seite", "adresse ~ speicher", "adresse ~ web", "adresse ~ url", "adresse ~ internet", "adresse ~ ziel", "adresse ~ webseite", "ip adresse", "e mail adresse*", "email adresse*", "webadresse", "internetadresse", "mac adresse", "ihre adresse ~ mail", "firmenadresse ~ filiale", "strasse ~ zustand", "mail adresse*", "adresse ~ filiale", "strasse ~ larm"];
        fr: ["^adresse", "adresse postale", "code postal", "votre adresse", "numero et rue", "^rue", "adresse de livraison", "adresse de facturation", "adresse du domicile", "^cp", "domicile"] but ["adresse ~ page", "adresse ~ site", "adresse ~ memoire", "adresse ~ url", "adresse ~ web", "adresse ~ lien", "adresse ip", "adresse e mail", "adresse email", "adresse mail", "adresse electronique", "adresse web", "adresse mac", "votre adresse e mail", "votre adresse mail", "votre adresse email", "adresse url", "livraison a domicile", "aide a domicile", "votre adresse electronique", "rue ~ proprete", "travail a domicile", "adresse du site", "adresse courriel", "domicile ~ livraison"];
        es: ["^direccion", "direccion postal", "codigo postal", "su direccion", "tu direccion", "domicilio", "^calle", "direccion de envio", "direccion de facturacion", "direccion de casa", "nombre de la calle"] but ["direccion ~ viento", "direccion ~ pagina", "direccion ~ web", "direccion ~ giro", "direccion ~ flujo", "direccion ~ sentido", "direccion ~ enlace", "direccion ~ sitio", "direccion ~ url", "direccion ~ memoria", "direccion ~ texto", "direccion ~ scroll", "direccion ~ red", "direccion ip", "direccion de correo", "direccion web", "direccion ~ empresa ~ general", "direccion url", "direccion mac", "entrega a domicilio", "reparto a domicilio", "su direccion de correo", "direccion general", "direccion de la empresa", "direccion ~ departamento", "domicilio ~ entrega*", "domicilio ~ servicio"];
        it: ["^indirizzo", "indirizzo postale", "codice postale", "^cap", "^via", "indirizzo di casa", "suo indirizzo", "tuo indirizzo", "indirizzo di residenza", "indirizzo di spedizione", "indirizzo di consegna", "via e numero civico", "numero civico", "indirizzo di fatturazione", "domicilio"] but ["indirizzo ~ pagina", "indirizzo ~ sito", "indirizzo ~ memoria", "indirizzo ~ url", "indirizzo ~ web", "indirizzo ~ link", "indirizzo ip", "indirizzo e mail", "indirizzo email", "indirizzo web", "indirizzo di posta elettronica", "indirizzo mac", "suo indirizzo e mail", "suo indirizzo email", "indirizzo di studio", "consegna a domicilio", "indirizzo mail", "via email", "via mail", "indirizzo url", "indirizzo scolastico", "domicilio ~ consegna"];
        pt: ["^endereco", "endereco postal", "codigo postal", "^cep", "^morada", "^rua", "seu endereco", "sua morada", "endereco residencial", "endereco de entrega", "morada de entrega", "endereco de cobranca", "nome da rua", "morada"] but ["endereco ~ pagina", "endereco ~ site", "endereco ~ memoria", "endereco ~ url", "endereco ~ web", "endereco ~ link", "endereco ip", "endereco de e mail", "endereco de email", "endereco eletronico", "endereco web", "endereco mac", "entrega ao domicilio", "seu endereco de email", "seu endereco de e mail", "endereco url", "endereco do site", "endereco email", "endereco da loja"];
        nl: ["^adres", "^straat", "postcode", "huisnummer", "woonadres", "uw adres", "postadres", "straatnaam", "bezorgadres", "factuuradres", "thuisadres", "afleveradres"] but ["adres ~ pagina", "adres ~ website", "adres ~ url", "adres ~ web", "adres ~ geheugen", "ip adres*", "e mail adres*", "webadres", "internetadres", "mac adres", "adres ~ winkel", "straat ~ schoon"];
    }
    Location {
        en: ["latitude", "longitude", "gps*", "geolocation", "^lat", "^lng", "^lon", "^location", "your location", "current location", "coordinates", "where do you live", "where you live", "home town", "hometown", "place of residence", "city of residence", "your city", "=city", "town do you live", "city do you live", "live in which city", "geo coordinates", "location data", "home city"]
            but ["store location*", "location id", "office location*", "event location*", "file location*", "log location", "survey location", "shop location*", "branch location*", "storage location*", "meeting location*", "server location*", "location of the", "location ~ store", "location ~ shop", "location ~ hotel", "hotel location", "gps accuracy", "gps device*", "gps navigation", "gps watch", "gps ~ car", "gps ~ feature*", "restaurant location", "your city ~ council", "where you live ~ satisfied", "location ~ button", "location name ~ store", "color coordinates", "data location", "location rating", "location type", "warehouse location*", "gps ~ accurate", "parking location", "your location ~ store"];
        de: ["breitengrad", "langengrad", "laengengrad", "^standort", "ihr standort", "aktueller standort", "wohnort", "wo wohnen sie", "=stadt", "^gps", "geokoordinaten", "koordinaten", "aufenthaltsort", "=ort"] but ["standort ~ filiale", "unternehmensstandort", "standort ~ buro", "firmenstandort", "filialstandort", "standort ~ lager", "standort ~ werk", "standort ~ server", "serverstandort"];
        fr: ["latitude", "longitude", "geolocalisation", "votre position", "ou habitez vous", "ville de residence", "lieu de residence", "=ville", "coordonnees gps", "votre ville", "lieu d habitation", "localisation"] but ["votre position ~ entreprise", "votre position hierarchique", "localisation ~ magasin", "localisation ~ hotel", "localisation ~ logiciel", "localisation du magasin", "votre position ~ poste"];
        es: ["latitud", "longitud", "geolocalizacion", "su ubicacion", "tu ubicacion", "^ubicacion", "donde vive", "lugar de residencia", "ciudad de residencia", "=ciudad", "coordenadas", "ciudad donde vive"] but ["ubicacion ~ tienda", "ubicacion ~ hotel", "ubicacion del archivo", "longitud ~ cable", "longitud ~ texto", "longitud ~ cm", "ubicacion de la tienda", "ubicacion ~ oficina", "longitud de onda", "ubicacion ~ almacen", "ubicacion ~ archivo", "longitud ~ pantalon"];
        it: ["latitudine", "longitudine", "geolocalizzazione", "sua posizione", "dove abita", "dove vive", "luogo di residenza", "citta di residenza", "=citta", "coordinate gps", "^posizione"] but ["posizione ~ negozio", "posizione ~ hotel", "posizione lavorativa", "sua posizione ~ azienda", "posizione ~ magazzino", "posizione ~ classifica", "posizione aperta", "posizione file"];
        pt: ["latitude", "longitude", "geolocalizacao", "sua localizacao", "^localizacao", "onde mora", "onde vive", "local de residencia", "cidade de residencia", "=cidade", "coordenadas", "cidade onde"] but ["localizacao ~ loja", "localizacao ~ hotel", "localizacao do ficheiro", "localizacao da loja", "localizacao ~ armazem", "localizacao ~ escritorio"];
        nl: ["breedtegraad", "lengtegraad", "uw locatie", "^locatie", "waar woont u", "woonplaats", "=stad", "gps locatie", "coordinaten", "verblijfplaats"] but ["locatie ~ winkel", "locatie ~ hotel", "winkellocatie", "locatie ~ kantoor", "locatie ~ magazijn", "serverlocatie"];
    }
    Name {
        en: [ "^manager", "^supervisor", "^advisor", "^doctor", "^physician", "^nurse", "^teacher", "^coach", "^spouse", "^agent", "^owner","^name", "^names", "first name*", "last name*", "full name*", "firstname*", "lastname*", "fullname*", "surname*", "given name*", "family name*", "middle name*", "maiden name*", "your name", "nickname*", "username*", "user name", "forename*", "name of respondent", "name of the respondent", "name of participant", "name of patient", "name of employee", "name of your manager", "manager s name", "who is your manager", "respondent name", "print name", "what is your name", "sign your name", "name and address", "contact name"]
            but ["user agent", "agent type", "agent rating", "manager level", "is manager", "is owner", "home owner", "car owner", "pet owner", "manager rating", "agent satisfaction", "manager type", "product owner role", "owner type", "product name*", "company name*", "brand name*", "campaign name*", "event name*", "file name*", "filename*", "survey name*", "project name*", "team name*", "school name*", "hotel name*", "city name*", "country name*", "store name*", "shop name*", "domain name*", "host name*", "hostname*", "server name*", "plan name*", "model name*", "pet name*", "dog name*", "course name*", "class name*", "department name*", "block name*", "field name*", "column name*", "table name*", "app name*", "application name*", "browser name*", "device name*", "category name*", "channel name*", "group name*", "list name*", "segment name*", "form name*", "page name*", "template name*", "variable name*", "tag name*", "question name*", "organization name*", "organisation name*", "org name*", "business name*", "account name*", "workspace name*", "feature name*", "service name*", "vendor name*", "supplier name*", "restaurant name*", "street name*", "region name*", "state name*", "location name*", "branch name*", "site name*", "package name*", "tier name*", "item name*", "game name*", "book name*", "film name*", "movie name*", "song name*", "show name*", "test name*", "experiment name*", "variant name*", "job name*", "role name*", "task name*", "query name*", "source name*", "database name*", "schema name*", "unit name*", "office name*", "programme name*", "program name*", "module name*", "session name*", "color name*", "colour name*", "font name*", "ship name*", "airline name*", "medication name*", "drug name*", "species name*", "display name ~ product", "publisher name*", "theme name*", "key name*", "code name*", "codename*", "name of the product", "name of product", "name of the company", "name of company", "name of the event", "name of the brand", "name of the survey", "name of the store", "name of the file", "name of your company", "name of your pet", "name of your dog", "name of your team", "brand ~ name", "name ~ product", "name ~ brand", "name ~ brands", "your name ~ team", "name three", "name two", "name one", "name some", "name your favourite", "name your favorite", "name a", "name any", "name the", "rename*", "in the name of", "domain ~ name", "step name", "action name", "metric name", "label name", "cluster name", "zone name", "time zone name", "timezone name", "content name", "asset name", "metadata name", "license name", "offer name", "promotion name", "coupon name", "collection name", "shelter name", "bank name", "university name", "college name", "hospital name", "clinic name", "provider name", "agency name", "institution name", "partner name", "reseller name", "dealer name", "property name", "building name", "room name", "venue name", "stage name ~ pipeline", "pipeline name", "stage name", "queue name", "skill name", "bot name", "flow name", "journey name", "trigger name", "rule name", "policy name", "index name", "report name", "dashboard name", "chart name", "currency name", "language name", "locale name", "market name", "cohort name", "audience name", "ad name", "creative name", "placement name", "keyword name", "cat name*", "horse name*", "cat s name", "dog s name", "pet s name", "network name", "wifi name", "ssid name", "printer name"];
        de: ["vorname*", "nachname*", "familienname*", "vollstandiger name", "vollstaendiger name", "ihr name", "ihren namen", "geburtsname*", "spitzname*", "benutzername*", "name und vorname", "vor und nachname", "wie heissen sie", "name des mitarbeiters", "name des kunden", "name der person", "name des patienten", "zuname", "dein name", "ansprechpartner name", "name des ansprechpartners"]
            but ["produktname*", "firmenname*", "markenname*", "name des produkts", "name der marke", "name der firma", "ihr name ~ firma", "dateiname*", "kampagnenname*", "name des unternehmens", "name der veranstaltung", "name des projekts", "name der datei", "nennen sie", "teamname*", "im namen", "name der filiale", "hundename*", "name ihres hundes", "name ihres haustiers", "name ihrer firma", "name des tarifs", "name des hotels", "name der schule", "name ~ produkt*", "name ~ haustier*", "name ~ firma", "name ~ marke", "name ~ hund*", "name ~ geschaft*", "name ~ verein*", "name ~ datei"];
        fr: ["prenom*", "nom de famille", "=nom", "votre nom", "nom complet", "nom et prenom", "nom prenom", "nom de jeune fille", "surnom", "pseudonyme", "nom d utilisateur", "nom du repondant", "nom du client", "nom du patient", "nom usuel", "comment vous appelez vous", "nom du salarie", "^nom client"]
            but ["nom du produit", "nom de l entreprise", "nom de la marque", "nom de la societe", "nom de domaine", "nom du fichier", "nom du magasin", "nom de l evenement", "nom du projet", "votre nom de domaine", "nom de l hotel", "nom de la ville", "nom de l ecole", "nom de votre entreprise", "nom de votre animal", "nom de votre chien"];
        es: ["nombre y apellido*", "apellido*", "=nombre", "su nombre", "tu nombre", "nombre completo", "nombre de pila", "nombre de usuario", "apodo", "nombre del encuestado", "nombre del cliente", "nombre del paciente", "nombre del empleado", "como se llama usted", "primer nombre", "segundo nombre", "nombre de soltera", "nombres y apellidos", "^nombre cliente"]
            but ["nombre del producto", "nombre de la empresa", "nombre de la marca", "nombre del archivo", "nombre de dominio", "nombre del proyecto", "nombre del evento", "nombre de la tienda", "nombre de su empresa", "nombre de su mascota", "nombre del hotel", "nombre de la ciudad"];
        it: ["cognome", "nome e cognome", "=nome", "suo nome", "tuo nome", "nome completo", "nome di battesimo", "nome utente", "soprannome", "nominativo", "nome del cliente", "nome del paziente", "nome del dipendente", "come si chiama lei", "cognome da nubile", "^nome cliente"]
            but ["nome del prodotto", "nome dell azienda", "nome della marca", "nome del file", "nome di dominio", "nome del progetto", "nome dell evento", "nome del negozio", "nome della societa", "nome del suo cane", "nome dell hotel", "nome della citta", "a nome di", "suo nome ~ azienda"];
        pt: ["sobrenome", "apelido", "=nome", "seu nome", "teu nome", "nome completo", "nome proprio", "primeiro nome", "ultimo nome", "nome de usuario", "nome de utilizador", "nome do cliente", "nome do paciente", "nome do funcionario", "nome e apelido", "nome e sobrenome", "como se chama", "nome do respondente", "nome de solteira", "nome do inquirido", "^nome cliente"]
            but ["nome do produto", "nome da empresa", "nome da marca", "nome do ficheiro", "nome do arquivo", "nome de dominio", "nome do projeto", "nome do evento", "nome da loja", "como se chama o produto", "como se chama a marca", "como se chama a loja", "nome da sua empresa", "nome do seu animal", "nome do hotel", "como se chama a sua empresa", "como se chama o seu"];
        nl: ["voornaam*", "achternaam*", "familienaam*", "=naam", "uw naam", "je naam", "volledige naam", "gebruikersnaam", "bijnaam", "meisjesnaam", "naam van de klant", "naam van de patient", "naam van de medewerker", "hoe heet u", "naam respondent", "tussenvoegsel", "^naam klant"]
            but ["productnaam*", "bedrijfsnaam*", "merknaam*", "naam van het product", "naam van het bedrijf", "naam van het merk", "bestandsnaam*", "domeinnaam*", "naam van de winkel", "projectnaam", "naam van het evenement", "naam van uw bedrijf", "naam van uw huisdier", "naam van uw hond", "hoe heet uw"];
    }
};

/// Words in the name of a field that is about a person, in all languages, and what makes an id of it.
pub(crate) static SOMEBODY: &[&str] = &[
    "user",
    "customer",
    "client",
    "member",
    "account",
    "contact",
    "person",
    "crm",
    "employee",
    "student",
    "subject",
    "participant",
    "prolific",
    "worker",
    "patient",
    "visitor",
    "session",
    "external",
    "subscriber",
    "respondent",
    "panelist",
    "lead",
    "kunde",
    "kunden",
    "nutzer",
    "benutzer",
    "mitglied",
    "mitglieder",
    "kontakt",
    "teilnehmer",
    "mitarbeiter",
    "abonnent",
    "utilisateur",
    "membre",
    "abonne",
    "adherent",
    "salarie",
    "cliente",
    "usuario",
    "miembro",
    "socio",
    "contacto",
    "empleado",
    "abonado",
    "utente",
    "membro",
    "contatto",
    "dipendente",
    "iscritto",
    "usuaria",
    "utilizador",
    "contato",
    "funcionario",
    "assinante",
    "klant",
    "gebruiker",
    "lid",
    "relatie",
    "medewerker",
    "deelnemer",
    "abonnee",
    "profile",
    "konto",
];

/// What makes an id of a name: its last words.
pub(crate) static ID: &[&str] = &[
    "id",
    "ids",
    "pid",
    "uid",
    "guid",
    "uuid",
    "key",
    "ref",
    "reference",
    "no",
    "nr",
    "num",
    "number",
    "code",
    "nummer",
    "kennung",
    "schlussel",
    "numero",
    "identifiant",
    "cle",
    "identificador",
    "codigo",
    "clave",
    "identificativo",
    "codice",
    "chave",
    "sleutel",
    "kenmerk",
];

/// Words that make the name of something else's id.
pub(crate) static NOT_SOMEBODY: &[&str] = &[
    "ticket",
    "order",
    "survey",
    "flag",
    "case",
    "campaign",
    "invoice",
    "product",
    "block",
    "question",
    "type",
    "status",
    "count",
    "segment",
    "tier",
    "plan",
    "group",
    "company",
    "store",
    "branch",
    "event",
    "interaction",
    "transaction",
    "request",
    "call",
    "chat",
    "quote",
    "shipment",
    "page",
    "bestellung",
    "bestell",
    "auftrag",
    "auftrags",
    "rechnung",
    "rechnungs",
    "umfrage",
    "vorgang",
    "vorgangs",
    "filiale",
    "commande",
    "facture",
    "enquete",
    "pedido",
    "factura",
    "encuesta",
    "ordine",
    "fattura",
    "sondaggio",
    "encomenda",
    "fatura",
    "inquerito",
    "bestelling",
    "factuur",
    "enquete",
    "is",
    "has",
    "tickets",
    "response",
    "quota",
    "panel",
    "app",
    "list",
    "mailing",
    "message",
    "channel",
    "source",
    "region",
    "team",
    "department",
    "project",
    "deal",
    "opportunity",
];
