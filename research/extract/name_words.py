"""Words that names and job titles are told by: lists, each lower case."""

from __future__ import annotations

# First names that are common English words or places too: on their own they prove nothing in a title-cased line.
WEAK = frozenset(
    "will grace hope may art summer chase christian virginia charlotte austin dallas madison houston jordan chance"
    " faith joy april june august autumn dawn rose lily violet iris ivy ruby pearl amber crystal jade gene frank jack"
    " bill rich grant dean earl duke carol harmony melody lane dale glen cliff forest rusty sandy sunny star sterling"
    " bishop page pat penny patience charity justice mercy precious angel princess royal major king queen prince lance"
    " miles guy buck chip rob rod ray drew don van so see lee max mason hunter parker porter carter cooper"
    " taylor tanner"
    " turner walker weaver sawyer archer baker miller fisher gardner chandler piper skyler brook brooks river ocean sky"
    " trinity genesis heaven destiny liberty america asia china india israel kenya paris london sydney vienna florence"
    " georgia carolina dakota montana savannah brooklyn phoenix memphis lincoln washington jackson lawrence santa san"
    " los la el best west east north south price bond cash gold golden silver diamond merit noble ernest earnest wade"
    " ace dusty early easter ginger holly hazel heather olive myrtle fern daisy clover cherry candy honey sugar brandy"
    " nur porsche mercedes lexus alpha beta delta era nova echo sage basil coral robin wren jay birdie kitty bunny leo"
    " victor victory chase trace scout ranger rocky stone reed field ford harley bentley dell love lucky happy merry"
    " bliss sunshine rain storm cloud my man many long song young buddy junior senior deacon pastor garland holiday"
    " jewel lane marine marina mike pilar reading ada alma an in on marketing data an ella ma do da lake hill bay port"
    " canon norm major hiring newton winter regina perla sol luz luna mar data sean-".split()
) - {"mike", "frank", "bill", "rob", "jack", "carol", "dale", "don", "ray", "drew", "lee", "holly", "heather", "lawrence",  # noqa: E501 # one pattern
     "leo", "victor", "ella", "ada", "pat", "guy", "gene", "wade", "earl", "ernest", "taylor", "rod", "jay", "robin", "jordan",  # noqa: E501 # one pattern
     "april", "hazel", "dean", "max", "alma", "marina", "sandy", "penny", "glen", "grant"}  # fmt: skip
PARTICLES = frozenset(
    "van von der den de del della di da das do dos du la le ten ter te zu zum zur vom af av el al bin ibn ben bint abu"
    " st st. san santa mac o' y e i 't und dela".split()
)
HONORIFICS = frozenset(
    "dr mr mrs ms miss mx prof professor sir dame lord lady rev reverend fr father capt captain hon honorable"
    " sen gov col lt sgt maj gen mme mlle m"
    " maître me herr frau ing dott avv sr sra doña don sheikh shri smt".split()
)
POST_NOMINALS = frozenset(
    "phd ph.d md dds dmd jd j.d esq rn rd msn mba m.b.a mph mpa bsc ba ma msc ms bs llb llm cpa cfa cfp pmp cissp pe"
    " p.e aia leed cae obe mbe cbe ckd cmkbd gri rdh np pa-c gnp-c frcs facs fca aca cph cipd sphr phr shrm-cp"
    " shrm-scp meng beng be bcom mcom csm csp cism edd psyd dpt do dvm lcsw rdn da efda med m.ed hon dphil"
    " m.a b.a m.s b.s ccim sior crs abr ph d".split()
)
SUFFIXES = frozenset("jr sr ii iii iv jr. sr.".split())

# Words that no person's name holds, in lower case; titles' head words come on top.
NOT_NAMES = frozenset(
    "our the your their this that these those a and or of for with from about us team teams people staff contact"
    " home page pages services service solutions solution products product company companies corporation corp inc llc"
    " ltd gmbh group holdings partners university college school institute center centre foundation association"
    " society department office offices street road avenue boulevard drive suite floor city county state states united"
    " national international global american british canadian european federal government public private health care"
    " healthcare medical dental legal law insurance bank banking finance financial capital ventures equity investment"
    " investments investor investors relations technology technologies tech software hardware digital cloud data"
    " security cyber network networks systems system platform api app apps web website online internet mobile media"
    " marketing sales support help learn more read view all see get started start now new news blog press events event"
    " careers career jobs job open positions join apply privacy policy terms cookie cookies rights reserved copyright"
    " sign log login register search menu navigation skip content main next previous back top monday tuesday wednesday"
    " thursday friday saturday sunday january february march july september october november december mission vision"
    " values value story history culture benefits leadership management board directors advisors advisory council"
    " executive committee alumni testimonials customers customer clients client case study studies success stories"
    " features pricing plans resources resource documentation docs guide guides faq faqs community forum developers"
    " engineering design research science operations human resources training education learning courses course"
    " program programs project projects portfolio industries industry business consulting strategy strategic"
    " innovation development quality analytics intelligence artificial machine automation infrastructure"
    " what who why how when where which is are was be we you it not no yes free best great good first last one two"
    " three day days week month year years time live read-more facebook twitter linkedin instagram youtube github"
    " google microsoft amazon apple email phone fax tel address map directions hours location locations world life"
    " work working works experience award awards certified certification photo gallery video videos image download"
    " request quote demo trial contact-us newsletter subscribe follow share print kitchen bathroom remodel custom"
    " homes house building construction estate real property properties square park beach river mountain island"
    " north south east west northern southern eastern western central upper lower greater new york los angeles san"
    " francisco washington boston chicago seattle london paris berlin tokyo canada australia germany france england"
    " scotland ireland india china japan texas california florida colorado virginia jersey kong zealand africa"
    " bay area club golf harbor harbour place high festival symphony orchestra trust resort casino hotel inn accident"
    " accidents lawsuits lawsuit bed beds bath baths sqft injury yacht dermatology fort builders housing division dept"
    " childhood elementary middle district station village town township hall theater theatre museum library hospital"
    " clinic spa salon studio studios gallery market store shop restaurant cafe bar grill church temple ministries"
    " award prize fund funds memorial stadium arena airport bridge tower plaza court room floor building road rd ave"
    " blvd lane trail creek lake valley hills springs falls ridge point pointe heights view gardens garden farm farms"
    " ranch vineyard vineyards winery brewery coffee rum wine beer tea food foods kitchen death motor vehicle workers"
    " april may june august october compensation organ engine query movie act bill law code section chapter"
    " article volume edition copy color"
    " microsoft oracle cisco sap adobe intel nvidia linux windows android java python mac pro plus lite max mini"
    " open-source part parts model series class type style size price order cart checkout account profile settings"
    " edit delete save cancel close submit reply comment comments post posts tag tags category categories archive"
    " archives feed rss sitemap accessibility statement notice warning error success info details overview summary"
    " introduction conclusion abstract references bibliography appendix index figure table equation special"
    " early late se habla español about-us mercury examiner tribune gazette herald chronicle observer journal"
    " initiative symposium conference summit workshop webinar podcast alliance coalition consortium lab labs laboratory"
    " academy observatory agency authority bureau commission ministry union federation league guild cooperative"
    " magazine review reviews report reports weekly daily monthly annual quarterly"
    " equipe équipe notre nos votre vos leur les des une un aux avec sans pour dans sur qui nous vous à propos"
    " unser unsere ihr ihre und oder über wir sie das die der ein eine mit für von zum zur"
    " equipo nuestro nuestra sobre nosotros con para por los las".split()
) - {"van", "von", "der", "los", "las", "san", "de", "le", "die", "das", "an", "ein", "el"}  # fmt: skip
# Words of those two lists that are common surnames: fine after a first name that is no word itself.
SURNAMES_TOO = frozenset(
    "hall lake hill hills lane court price west north banks field fields falls church temple bridge bridges house day"
    " best good young early bell wood woods stone page law bill case book read justice post ford love king long"
    " small little brown white black green gray gold silver rose forest rivers waters the work works strong moody"
    " baker cook carpenter driver porter judge bishop mason dean guard farmer brewer gardener ambassador stylist"
    " chandler fisher miller turner weaver park parks garden valley spring springs may august march guy close"
    " power powers story speaker sargent sergeant london paris washington france england ireland york angeles"
    " virginia pilot mayor maker banker home homes warden ranger skipper joiner fitter welder beer wine".split()
)
TITLE_HEADS = frozenset(
    "manager director engineer developer designer officer president chief head lead leader founder cofounder owner"
    " co-owner partner principal principle associate analyst architect consultant coordinator co-ordinator"
    " administrator"
    " assistant asst specialist supervisor executive exec representative rep agent advisor adviser attorney lawyer"
    " counsel paralegal accountant bookkeeper controller treasurer secretary chair chairman chairwoman chairperson"
    " chairlady vice trustee member editor writer author journalist reporter producer photographer artist illustrator"
    " animator scientist researcher professor lecturer teacher instructor trainer tutor coach dean fellow"
    " intern trainee"
    " apprentice technician mechanic electrician plumber carpenter foreman superintendent supt inspector surveyor"
    " estimator planner buyer purchaser merchandiser salesperson salesman saleswoman realtor broker recruiter"
    " ambassador evangelist advocate strategist marketer copywriter curator librarian archivist nurse physician doctor"
    " surgeon dentist hygienist therapist psychologist psychiatrist pharmacist veterinarian esthetician aesthetician"
    " stylist chef cook baker barista bartender host hostess server concierge receptionist clerk cashier"
    " operator driver"
    " pilot captain sergeant lieutenant officer detective sheriff constable commissioner mayor councilmember councillor"
    " councilman councilwoman governor senator minister ambassador delegate recorder judge magistrate bishop pastor"
    " priest rabbi deacon ceo cto cfo coo cio cmo cpo cro chro ciso cso cdo clo cco cao vp svp evp avp md gm hr pm"
    " sre devops qa scrum webmaster sysadmin admin programmer coder tester hacker maker builder contractor"
    " subcontractor creator inventor co-inventor co-founder co-creator co-director cochair co-chair projectionist"
    " chocolatier winemaker brewer gardener landscaper maintainer contributor mentor ombudsman liaison generalist"
    " practitioner expert guru ninja wizard officer counselor counsellor caseworker worker supervisor custodian janitor"
    " guard patrol firefighter paramedic emt rdh efda optometrist optician radiologist chiropractor dermatologist"
    " facilitator moderator organizer scheduler dispatcher planner buyer auditor actuary underwriter appraiser adjuster"
    " economist statistician mathematician physicist chemist biologist geologist ecologist historian sociologist"
    " mgr dir eng sr jr staff of-counsel solicitor barrister notary conveyancer"
    " sailmaker warden ranger rigger physiotherapist physio welder joiner machinist seamstress radiographer"
    " midwife carer chaplain groundskeeper groundsman caretaker housekeeper sommelier florist beekeeper sculptor"
    " bookbinder luthier upholsterer roofer plasterer fitter millwright draughtsman draughtswoman toolmaker assembler"
    " bosun deckhand purser lifeguard dietitian dietician nutritionist audiologist podiatrist osteopath phlebotomist"
    " orthodontist endodontist periodontist cardiologist neurologist oncologist pediatrician paediatrician sonographer"
    " masseur masseuse choreographer composer dramaturg playwright translator interpreter proofreader typographer"
    " filmmaker videographer cinematographer docent conservator registrar naturalist botanist zoologist agronomist"
    " geographer cartographer hydrologist meteorologist oceanographer astronomer philosopher linguist anthropologist"
    " archaeologist psychotherapist acupuncturist herbalist doula groomer skipper harbourmaster "
    # German associations and small firms
    "vorsitzender vorsitzende kassenwart kassenwartin kassierer kassiererin schatzmeister schatzmeisterin"
    " schriftführer schriftführerin beisitzer beisitzerin gesellschafter gesellschafterin inhaber inhaberin "
    # French
    "directeur directrice cheffe chef responsable présidente président président-directeur pdg dg gérant gérante"
    " fondateur fondatrice cofondateur cofondatrice co-fondateur co-fondatrice ingénieur ingénieure développeur"
    " développeuse concepteur conceptrice designer analyste conseiller conseillère adjoint adjointe assistante"
    " coordonnateur coordonnatrice coordinateur coordinatrice gestionnaire chargé chargée comptable avocat avocate"
    " rédacteur rédactrice graphiste secrétaire trésorier trésorière associée chercheur chercheuse administratrice"
    " administrateur technicien technicienne consultante formateur formatrice animateur animatrice"
    # German
    " geschäftsführer geschäftsführerin geschäftsführung leiter leiterin leitung vorstand vorstandsvorsitzender"
    " vorstandsvorsitzende gründer gründerin mitgründer mitgründerin inhaber inhaberin entwickler entwicklerin"
    " ingenieur ingenieurin berater beraterin referent referentin sachbearbeiter sachbearbeiterin assistentin"
    " projektleiter projektleiterin teamleiter teamleiterin abteilungsleiter bereichsleiter vertriebsleiter"
    " buchhalter buchhalterin prokurist prokuristin mitarbeiter mitarbeiterin auszubildende auszubildender"
    " werkstudent werkstudentin vorsitzender vorsitzende aufsichtsrat beirat redakteur redakteurin rechtsanwalt"
    " rechtsanwältin steuerberater steuerberaterin gesellschafter gesellschafterin"
    # Spanish, Portuguese, Italian, Dutch
    " directora gerente jefe jefa responsable fundador fundadora cofundador cofundadora socio socia ingeniero"
    " ingeniera desarrollador desarrolladora diseñador diseñadora consultor consultora presidente presidenta"
    " vicepresidente coordinador coordinadora abogado abogada diretor diretora sócio sócia direttore direttrice"
    " amministratore fondatore socio titolare bestuurder directeur eigenaar oprichter medewerker adviseur".split()
)
ABBREVIATED = frozenset(
    "ceo cto cfo coo cio cmo cpo cro chro ciso vp svp evp avp md gm hr pdg rdh efda da rn md dds dmd qa sre".split()
)
