# ruff: noqa: E501 - a pattern cut into pieces to fit a line is harder to check than a long one
"""How job postings name their parts and mark their lines, as named patterns; read by `posting`.

All run on `plain` text (lower case, no accents). Headings in English, French, German, Spanish and a little Dutch
and Italian. The order of SECTIONS matters: the first that fits names the section.
"""

from __future__ import annotations

import re

SECTIONS: dict[str, re.Pattern[str]] = {
    "stages": re.compile(
        r"\b(?:interview|hiring|application|recruit(?:ment|ing)|selection)(?: and \w+)? (?:process|steps|stages|timeline)\b|^(?:our|the) process$|^how we hire|what happens next|^next steps"
        r"|processus (?:de recrutement|d'embauche|de selection)|bewerbungs(?:prozess|ablauf)|proceso de seleccion|sollicitatieprocedure"
    ),
    "goals": re.compile(
        r"\bfirst (?:\d+|one|two|three|six|twelve|few)?[ -]?(?:days?|weeks?|months?|year|quarter)\b|\b(?:30|60|90)[ -/](?:60|90)?.{0,6}days?\b|\bwithin (?:\d+|one|three|six|twelve) months\b|\bby month \w+"
        r"|^month (?:\d|one|three|six)|\bday (?:30|60|90)\b|premiers? (?:\w+ )?(?:jours|mois)|ersten \w+ (?:tage|monate)|primeros \w+ (?:dias|meses)"
    ),
    "measures": re.compile(
        r"\bsuccess (?:looks like|metrics?|criteria|measures?)|\bwhat success\b|\bhow (?:we(?:'ll)?|you(?:'ll)?|success|this role)(?: \w+){0,2} measured?\b|\bhow we measure|^(?:key )?(?:kpis?|metrics|okrs?|performance indicators)|^you(?:'ll| will) own$"
        r"|^what you(?:'ll| will) own|criteres? de reussite|erfolgskriterien|woran .{0,20}erfolg|criterios de exito"
    ),
    "nice": re.compile(
        r"\bnice[- ]to[- ]haves?\b|\bbonus(?: points| skills| if)?\b|\bpreferred\b|\bdesir(?:able|ed|irable)\b|\bpluses\b|^(?:a |big )?plus\b|\bis a plus\b|\boptional\b|\beven better\b|\bideally\b|\bextra credit\b"
        r"|\bwould be (?:a )?(?:nice|great|plus|bonus)|\bstand out\b|\badditional (?:skills|qualifications|experience)\b|\bnot required\b|\bbrownie points\b|^(?:les )?(?:un plus|plus|atouts?)(?: si)?\b|\batouts?\b|\bserait un plus|\bsouhaite"
        r"|\bvon vorteil\b|\bwunschenswert|\bpluspunkt|\bideal(?:erweise)?\b|\bdeseable|\bse valora|\bque valoramos\b|\bvalorable|\bpluspunten\b|\bbij voorkeur ervaring\b"
    ),
    "skip": re.compile(
        r"\b(?:benefits?|perks|how to apply|applying|equal|eeo|diversity|inclusion|inclusive|accommodations?|privacy|legal|disclaimer|notice|why (?:join|work|us|you'll love|you will love)|what we offer|we offer|what's in it|we provide"
        r"|what you(?:'ll| will)? get|what you can expect from us|life at|our (?:values|culture|benefits|commitment|mission|story)|related|similar|share this|apply|sponsorship|e-verify|fraud|agencies)\b"
        r"|^about (?!the (?:role|job|position|team|opportunity)|this|you\b|your)|^who we are|^who are we|^our company|^the company|^company (?:description|overview)|^what it(?:'s| is) like|^(?:nos |les |vos )?avantages|ce que nous (?:offrons|vous offrons)|qui sommes|a propos de|pourquoi nous|comment postuler|postuler"
        r"|(?:was )?(?:wir|dir|ihnen|dich)?.{0,12}\bbieten|unser angebot|uber uns|wer wir sind|bewerb|vorteile|ofrecemos|beneficios|sobre nosotros|quienes somos|como aplicar|wij bieden|wat bieden wij"
    ),
    "must": re.compile(
        r"\brequirements?\b|\bqualifications?\b|\bmust[- ]haves?\b|\bwhat you(?:'ll| will)?(?: need| bring| have| should have|'ve got|r background)|\bwho you are\b|\bwho are you\b|^about you|\byou(?:'ll| will)? (?:bring|have|need|are|should have|might|may be|could be)\b|^your (?:profile|background|skills|experience|qualifications|strengths|expertise)"
        r"|\bskills\b|^(?:your |relevant |the )?experience\b|\bwhat we(?:'re| are)? look(?:ing)? for\b|\bwe(?:'re| are) looking for\b|\bideal candidate\b|\bessentials?\b|\brequired\b|\bminimum\b|\bcandidate profile\b|\bperson specification\b|\bwhat makes you\b|\bcompetenc(?:ies|es)\b|\beducation\b|^you$"
        r"|^(?:le |votre |ton )?profil\b|profil recherche|ce que (?:vous|tu) apport|ce que nous (?:attendons|aimerions|cherchons|recherchons)|attendons-nous de vous|^(?:votre|ton) savoir-faire|exigences|^qui (?:etes|es)[ -](?:vous|tu)|^(?:ihr|dein) profil|^profil$|(?:das )?bringst du mit|was (?:du mitbringst|sie mitbringen|wir erwarten|wir uns wunschen)|(?:das )?bringen sie mit|anforderungen|voraussetzungen|qualifikation|kenntnisse"
        r"|requisitos|^(?:tu |su )?perfil|(?:lo )?que buscamos|lo que (?:aportas|necesitas)|jouw profiel|wat (?:vragen|verwachten) (?:wij|we)|wat breng je mee|functie-?eisen|siguientes criterios|requisiti"
    ),
    "responsibilities": re.compile(
        r"\bwhat you(?:'ll| will)? (?:do|be doing|work on|be working on|be responsible for)\b|\bresponsibilit(?:y|ies)\b|^your (?:role|tasks|job|mission|impact|work|day|contribution)\b|\bduties\b|\bday[- ]to[- ]day\b|\bin this role\b|\bas (?:a|an|our) .{3,50},? you(?:'ll| will)\b|\byou(?:'ll| will)(?: be(?: responsible for)?)?:?$|\bkey (?:tasks|activities|accountabilities)\b"
        r"|\btasks\b|(?<!about )\bthe (?:work|job)$|\bthings you(?:'ll| will)\b|\bhow you(?:'ll| will) (?:make|contribute|help)|\bwhat you get to do\b|^(?:vos|tes|les|tes principales|vos principales|missions?|responsabilites)\b.{0,12}(?:missions?|responsabilites|taches)?$|^(?:votre|ton) (?:role|mission)|missions principales|ce que (?:vous ferez|tu feras)"
        r"|^(?:deine|ihre|die) (?:aufgaben|rolle|tatigkeiten|mission)|^aufgaben|das erwartet (?:dich|sie)|was du (?:machst|tun wirst|bewegst)|\bwirst du .{0,20}(?:arbeiten|tun|machen|ubernehmen)|\bwerden sie .{0,20}(?:arbeiten|tun|ubernehmen)|(?:dein|ihr) (?:job|aufgabengebiet)|^(?:tus |sus |las |principales )?(?:responsabilidades|funciones|tareas)|lo que haras|que haras|^wat ga je doen|taken en verantwoordelijkheden|^(?:jouw |de )?werkzaamheden|^jouw taken|responsabilita"
        r"|^(?:deine|ihre) (?:verantwortlichkeiten|verantwortung)|^was dich erwartet|^(?:vos|tes) activites|\blas tareas son\b|^tu dia a dia"
    ),
    "pay": re.compile(
        r"^(?:the )?(?:salary|compensation|pay|remuneration|total rewards?|salary range|pay range|wage|stipend)(?: (?:range|and \w+|& \w+|details|transparency))?$|^(?:salaire|remuneration)$|^(?:gehalt|vergutung)$|^(?:salario|remuneracion)$"
    ),
    "summary": re.compile(
        r"\babout (?:the|this) (?:role|job|position|opportunity|team)\b|^(?:the )?(?:role|opportunity|position|job|overview|summary|job summary|(?:job|role|position) description|position summary|role overview|job overview|position overview|the team|your team|description)$"
        r"|^description du poste|^le poste|^stellenbeschreibung|^uber die (?:stelle|rolle)|^die (?:stelle|rolle)$|^descripcion(?: del puesto)?$|^el puesto"
    ),
}  # fmt: skip
HEADING_FORM = re.compile(
    r"^(?:(?:what|who|how|why|where) (?:we|you|you'll|you've|you're|we're|we'll|it|success|makes|this|happens|the)\b|about (?:you|us|the|this|our|[\w.&-]+(?: [\w.&-]+)?$)"
    r"|(?:ce que|ce qui|qui|pourquoi) (?:nous|vous|tu|sommes|etes|es)\b|a propos\b|(?:was|wer|wie|warum|das) (?:du|sie|dich|wir|uns|bieten|bringst|bringen|erwartet|macht|zeichnet|ist dir|solltest)\b|uber (?:uns|die|dich)\b|lo que \w+|wat (?:ga|wij|we|breng|bieten)\b)"
)
"""How a line begins that stands for a heading without being marked as one."""
HEADING_WORDS = frozenset(
    """
    about company the our your key main core basic general technical professional primary principal additional other minimum required
    preferred desired essential desirable important specific and or for of to in on at this role job position we you ll
    ve will would be have need bring do it is are if also great with got first ideal candidate requirement requirements
    qualification qualifications responsibility responsibilities responsible skill skills experience education knowledge duties task
    tasks profile background abilities competency competencies competences must haves nice bonus points extra credit plus
    pluses expectations benefit benefits perks salary compensation pay remuneration range summary overview description
    opportunity team mission missions process interview hiring application recruitment steps next how apply equal work
    day success looks like kpis metrics goals person specification days month months
    les le la vos votre tes ton nos des de du et un une principales profil recherche exigences responsabilites taches
    activites poste avantages atout atouts serait si salaire postuler
    die der das deine dein ihre ihr unsere unser und bei von sind ist wir dich dir ihnen sie mit es aufgaben
    aufgabengebiet tatigkeiten rolle verantwortung verantwortlichkeiten anforderungen voraussetzungen qualifikation
    qualifikationen kenntnisse vorteil vorteile bewerbung wunschenswert idealerweise pluspunkte angebot gehalt vergutung
    stelle stellenbeschreibung bieten
    los las tus sus requisitos perfil responsabilidades funciones tareas beneficios ofrecemos salario deseable valorable
    """.split()
)
"""A line of nothing but such words stands for a heading: "Key requirements", not "Strong writing skills"."""
NICE_WORDS = re.compile(
    r"\bpreferred\b|\bpreferabl[ey]\b|\b(?:is|are|as|a|big|huge|definite|strong) plus\b|\bbonus\b|\bideally\b|\bnice[- ]to[- ]have\b|\bdesirable\b|\badvantageous\b|\ban? advantage\b|\ban asset\b|\boptional\b|\bwould be (?:great|nice|helpful|a bonus|beneficial)"
    r"|\bserait un (?:plus|atout)|\bun (?:plus|atout)\b|\bsouhaitee?\b|\bidealement\b|\bvon vorteil\b|\bwunschenswert\b|\bidealerweise\b|\bdeseable\b|\bvalorable\b|\bse valora"
)
MUST_WORDS = re.compile(
    r"^(?:\d+\+? (?:or more )?years|you(?:'ve| have| bring| are (?:able|comfortable|fluent|experienced))|(?:strong |proven |solid |extensive |demonstrated |hands-on |prior )*(?:experience|knowledge|understanding|proficiency|ability|command|track record|familiarity|background)\b|proficien|fluen|ability to|able to|degree|bachelor|must\b)"
    r"|\bmust have\b|\bis required\b|\bare required\b|\brequired:"
)
DUTY_WORDS = re.compile(
    r"^(?:you(?:'ll| will) (?!join|report|be part|be based|have|receive|get|find|love|enjoy|need)|responsible for |as (?:a|an|our) [^,]{3,50}, you(?:'ll| will) |in this role,? you(?:'ll| will)? )"
)
BOILERPLATE = re.compile(
    r"equal[- ](?:opportunity|employment)|regardless of|without regard to|gender identity|sexual orientation|veteran status|protected (?:class|status|characteristic)|reasonable accommodation|background check|e-verify|criminal histor|privacy (?:policy|notice)|"
    r"don't meet (?:all|every)|encourage you to apply|affirmative action|discriminat|\bage, |recruitment agenc|gleichberechtig|unabhangig von|schwerbehinder|discrimination|handicap|sans distinction|igualdad"
)
APPLYING = re.compile(
    r"\b(?:to apply|apply (?:now|here|today|for this|via|through|by|online)|click (?:here|the)|send (?:us )?(?:your|an? (?:email|cv|resume))|submit (?:your|a)|cover letter|your (?:cv|resume|application)|application form|we look forward|please (?:fill|include|email|send|note)|postulez|envoyez votre|bewirb dich|ihre bewerbung|sende uns|envia tu|learn more)\b"
)
BENEFIT_LINE = re.compile(
    r"\b(?:health insurance|dental|401\(?k\)?|pto\b|paid time off|vacation days|parental leave|stock options|free (?:lunch|snacks)|gym|wellness|pension|commuter|probation|snacks|dog-friendly|neighbou?rhood|hang[- ]?out|vacation policy|sick (?:time|leave)|paid holidays|you(?:'ll| will) (?:enjoy|love))\b"
)
CLOSED = re.compile(
    r"\b(?:posting|position|job|role|vacancy|opening|opportunity|application(?:s| period)?)s?(?: for this (?:role|position|job))? (?:is|are|has|have)(?: been| now| already| currently)* (?:closed|filled|expired|no longer (?:available|open|accepting|active)|not accepting)"
    r"|\bno longer (?:accepting|available|open|active|hiring for)|\bnot (?:currently )?accepting (?:new )?applications|\bapplications? (?:are|is)(?: now)? closed|(?:cette offre|ce poste|offre) (?:n'est plus|est (?:pourvue?|fermee?|expiree?|cloturee?))|stelle ist (?:bereits |leider )?(?:besetzt|nicht mehr)|(?:esta )?(?:oferta|vacante) (?:ya no|esta cerrada|ha (?:sido )?(?:cerrad|caducad|expirad))"
)
REPORTS = re.compile(
    r"\breport(?:s|ing)?(?: directly| in)*(?:to|in to| to| into)\b:? (?:the |our |a |an )?(?P<title>[^.,;:()!?]{3,70})|\breports to: ?(?P<label>[^.,;()!?]{3,60})"
    r"|\b(?:rattache(?:e|[·.(-]e\)?)?|sous la responsabilite)(?: directement)? (?:au|a|du|de)(?: la| l')? ?(?P<fr>[^.,;:()!?]{3,60})|\bberichte(?:n|st)(?: sie| du)?(?: direkt)? an (?:den|die|unseren|unsere) (?P<de>[^.,;:()!?]{3,60})|\breportara? (?:directamente )?(?:a|al) (?P<es>[^.,;:()!?]{3,60})"
)
TEAM_LABEL = re.compile(
    r"^(?:team|department|division|business unit|function|equipe|service|abteilung|bereich|equipo|departamento)\s?:\s?(?P<team>[^:]{2,60})$"
)
TEAM_SIZE = re.compile(
    r"\b(?:an? |our |the )?(?:(?!join|lead|manag|be\b|of\b|as\b|part|with|in\b|on\b)[a-z-]+ )?team of (?:about |around |roughly |over )?(?:\d+|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b"
    r"(?: (?!and\b|who|that|which|to\b|in\b|at\b|with|report|on\b|for\b)[a-z-]+){0,2}"
)
PLACE_LABEL = re.compile(
    r"^(?:job )?(?:location|place|where|office|lieu(?: de travail)?|localisation|standort|arbeitsort|ort|ubicacion|lugar|locatie|standplaats)\s?:\s?(?P<place>.{2,80})$"
)
FIELDS: dict[str, re.Pattern[str]] = {
    "place": re.compile(r"^(?:job |work )?(?:locations?|place|where|office|lieu(?: de travail)?|localisation|standort|arbeitsort|einsatzort|ort|ubicacion|lugar|locatie|standplaats|sede)$"),
    "team": re.compile(r"^(?:team|department|division|business unit|function|equipe|service|abteilung|bereich|equipo|departamento|afdeling)$"),
    "reports_to": re.compile(r"^(?:reports? to|reporting to|line manager|manager|rattachement|responsable|berichtet an|vorgesetzter?|reporta a)$"),
    "pay": re.compile(r"^(?:salary|pay|compensation|salary range|pay range|remuneration|salaire|gehalt|vergutung|salario)(?: range)?$"),
    "closes": re.compile(r"^(?:closing date|application deadline|deadline|apply by|closes(?: on)?|applications close|date limite(?: de candidature)?|bewerbungsschluss|bewerbungsfrist|fecha limite)$"),
}  # fmt: skip
"""Labels that stand alone, in a table or a list of terms, with the value beside them."""
_MONEY = r"(?:[$€£¥₹]|usd|eur(?:os?)?|gbp|cad|aud|nzd|sgd|hkd|chf|dkk|sek|nok|isk|pln|czk|huf|ron|inr|jpy|zar|brl|mxn|ils|aed|kr\b)"
PAY = re.compile(
    rf"{_MONEY}\s?\d[\d,. ]*k?(?:\s?(?:-|to|and|/)\s?{_MONEY}?\s?\d[\d,. ]*k?)?|\d{{2,3}}[ .,]?\d{{3}}\s?{_MONEY}"
    r"|\btv-?(?:l|od|h)\b[^.;]{0,24}?\be ?\d{1,2}[a-c]?\b|\b(?:entgeltgruppe|eg) (?:e ?)?\d{1,2}[a-c]?\b|\be ?\d{1,2}[a-c]? tv-?(?:l|od|h)\b"
)
"""Sums, and the groups of the German public pay scales (TV-L, TVöD), which are as good as sums."""
PAY_CONTEXT = re.compile(
    r"\b(?:salary|salaries|pay|paid|compensation|wage|per (?:year|hour|annum|month)|/ ?(?:yr|hr|hour|year)|annual|annually|hourly|base|ote|remuneration|salaire|gehalt|vergutung|brut|brutto|salario|range|stipend|rate)\b"
)
NOT_PAY = re.compile(
    r"\b(?:raised|funding|series [a-f]|revenue|budget|bonus of|referral|stipend for|arr\b|valuation|401|donation|customers)\b"
)
CLOSES = re.compile(
    r"\b(?:send|submit|apply|applications?|cv|resume)\b[^!?]{0,80}?\b(?:by|before|until|no later than)(?: the)? (?=\d|[a-z]{3,9}\.? \d)"
    r"|\b(?:candidatures?|postul\w+)\b.{0,60}?(?:jusqu'au|avant le)|\bbewerb\w+\b.{0,160}?\bbis (?:zum|spatestens|einschliesslich)|\bsolliciteer\w*\b.{0,60}?\b(?:voor|tot)(?: en met)? (?=\d)|\bsluitingsdatum\b|\bsolicitud\w*\b.{0,60}?\bhasta el"
    r"|\b(?:apply by|apply before|closing date|closes(?: on)?|deadline|applications? (?:close|due|accepted until|until)|date limite|bewerbungsfrist|bewerbungsschluss|fecha limite|valid through|open until)\b"
)
POSTED = re.compile(r"\b(?:posted(?: on)?|date posted|published|publie|veroffentlicht|publicado)\b")
PROBLEM = re.compile(
    r"\b(?:manual(?:ly)?|fragmented|too slow|slow(?:s|ed|ing)? (?:us|down)|siloe?d|silos|outgrown|outgrew|unreliable|spreadsheets?|backlog|struggl(?:e|es|ing)|bottlenecks?|legacy|technical debt|tech debt|brittle|painful|pain points?|ad[- ]hoc|inconsistent|outdated|duplicated?|loses? (?:one|two|three|half|a (?:third|quarter)|\d)|takes? too long|too (?:many|often|late|long)|challenge is|biggest challenge|challenge:|hard to (?:find|maintain|scale)|"
    r"by hand|break(?:s|ing)? (?:down|at)|goulots?|dette technique|veraltet|manuell|anticuad[oa]s?|technische schulden|altlasten|engpass|nicht (?:mehr )?(?:gefolgt|mitgewachsen|hinterher)"
    r"|muss(?:en)? .{0,60}(?:skalierbarer|aufgeteilt|konsolidiert|ersetzt|abgelost|modernisiert|erneuert|automatisiert) werden)\b|\btoday\b.{3,120}\bbut\b"
)
PROBLEM_VERB = re.compile(
    r"^(?:(?:help (?:us )?)?(?:to )?)(?:solve|tackle|fix|reduce|untangle|rebuild|replace|consolidate|turn\b.{3,60}\binto|cut|eliminate|simplify|migrate|modernize|modernise|unify|clean up|stabilize|stabilise|bring down|automate)\b"
)
EMPLOYER = re.compile(
    r"\b(?:we|we're|we've|our|us|the team|this role|today)\b|\b(?:nous|notre|nos|wir|unser\w*|nuestr[oa]s?)\b"
)
NOT_OURS = re.compile(
    r"\b(?:our|their|for|help(?:ing)?|many|most) (?:customers?|clients?|users|businesses|companies|patients|people)\b|\bthe (?:industry|market|sector|world|communit\w+)\b|\bthey (?:have|face)\b|\btheir\b|\bcustomers' |\bclients' "
)
GENERIC_PROBLEM = re.compile(
    r"\bsolve (?:hard|complex|challenging|difficult|interesting|tough|real|real-world|big|technical|meaningful)?,? ?(?:\w+ )?(?:problems|challenges)\b|\bproblem[- ]solv"
)
GOAL_LINE = re.compile(
    r"\b(?:in|within|by the end of|during|over|after|by) (?:your |the )?(?:first )?(?:30|60|90|\d+|one|two|three|six|twelve)?[ -]?(?:days?|weeks?|months?|quarter|year)\b.{0,40}\byou(?:'ll| will)\b|\byou(?:'ll| will)\b.{0,120}\b(?:in|within|by the end of|during) (?:your |the )first\b|^(?:in |within |by the end of |during |over )(?:your |the )?first\b"
)
JUDGED = re.compile(
    r"\b(?:judge|judged|measure|measured|assess|assessed|evaluate|evaluated)\b.{0,40}\b(?:by|on|against|how)\b|\bsuccess (?:looks like|means|will mean)\b"
    r"|\bkpis?\b|\bkey performance indicators?\b|\bjuges? sur\b|\bmesures? (?:par|a)\b|\bgemessen an\b"
)
"""Sentences that say how the work will be judged, wherever they stand."""
CONDITIONS = re.compile(
    r"^(?:full|part)[- ]time\b|^(?:permanent|temporary|fixed[- ]term|freelance|contract|internship)(?: (?:contract|position|role|job|employment))?$|^(?:\w+ )?(?:senior|junior|mid|entry|executive)(?:[- ]\w+)? level$|^(?:[abc][12][ -]?)+(?:\w+ )?(?:english|french|german|spanish)"
    r"|^availab(?:le|ility)\b|^(?:remote|hybrid|on-?site|office)(?: (?:work|job|position|role|only|first))?$|^(?:remote )?[-/ ]*based in\b|^salary\b|^(?:start|starting) date\b|^\d+ hours\b|^hours\b|^negotiable$|^vollzeit|^teilzeit|^unbefristet|^temps (?:plein|partiel)|^cdi\b|^cdd\b|^\d+ uur\b|^tiempo completo"
)
"""Terms of the contract: they are no requirement that a candidate could show or lack."""
LABEL = re.compile(r"^[A-Z][\w&/’' -]{2,40}: (?=[A-Z])")
"""What a line is about, before the line itself ("Team staffing: Work with …")."""
OWNERSHIP = re.compile(
    r"\b(?:you(?:'ll| will)? own|own(?:s|ing)? (?:the|our|a|all|end)|take ownership|full ownership|ownership of|accountable for|measured (?:by|on|against)|success (?:looks like|in this role|means)|responsible for the success)\b|^own\b"
)
COUNTED = re.compile(
    r"^own (?:the |our )?(?:[a-z-]+ ){0,3}(?:rate|ratio|score|share|cost|costs|number|numbers|backlog)\b"
)
METRIC_VERB = re.compile(
    r"\b(?:own|responsible|accountable|drive|driving|improve|improving|increase|increasing|reduce|reducing|target|hit|meet|exceed|lower|raise|grow)\b"
)
GENERIC_TITLE = re.compile(
    r"^(?:careers?|jobs?|join (?:us|our team)|job description|open positions?|current openings?|vacanc(?:y|ies)|apply(?: now)?|we're hiring|work with us|job details|search|karriere|stellenangebote|carrieres|emplois|empleo)$"
)
