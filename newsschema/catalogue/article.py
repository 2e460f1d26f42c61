"""NS1xx: the article: its dates, identity, rights, language, body and media."""

from __future__ import annotations

from newsschema.catalogue.entries import ERROR, WARNING, Rule

RULES: tuple[Rule, ...] = (
    Rule(
        "NS101",
        ERROR,
        "a standalone record says too little of itself",
        "A quote or casualty report that stands alone is a document, so it says its type and the version of the "
        "model; with one of these members, or an article, it needs both.",
        "Give it type and schema_version, or put it into an article without them.",
        "newsschema model, documents",
    ),
    Rule(
        "NS102",
        ERROR,
        "an identifier is used twice in one article",
        "Quotes, casualty reports, events and media are referred to by their identifiers, so two of them cannot "
        "have the same one, also where they are of different kinds.",
        "Give each part its own identifier, such as the article's with #q1, #q2, #c1.",
        "newsschema model, references",
    ),
    Rule(
        "NS103",
        ERROR,
        "a record inside an article speaks as a document of its own",
        "A quote or casualty report inside an article takes type, version and article from where it stands; its "
        "own could contradict them.",
        "Remove type, schema_version and article from the record.",
        "newsschema model, documents",
    ),
    Rule(
        "NS110",
        ERROR,
        "an end is before its start",
        "The end of a period or event is certainly before its start, even when both are read as generously as "
        "their precision allows.",
        "Exchange the two, or correct the wrong one; leave out what is not known.",
        "ISO 8601-1",
    ),
    Rule(
        "NS121",
        ERROR,
        "a person or organization that nothing names",
        "Somebody who stands in an article by name has a name, an identifier or a code. Whoever is not named is "
        "an unnamed source, which cannot be mistaken for a gap.",
        "Give a name, or write the source as an unnamed_source with the description that the text gives.",
        "newsschema model, agents",
    ),
    Rule(
        "NS122",
        ERROR,
        "a source document that nothing names",
        "A report, list or post that serves as a source has a name, an identifier or a link, or nobody could find it.",
        "Give what the text calls the document, or its link.",
        "newsschema model, agents",
    ),
    Rule(
        "NS123",
        ERROR,
        "a concept without identifier, code and name",
        "A subject or genre says which term it is, by IRI, by code or by name.",
        "Give at least one of identifier, qcode and names, or leave the concept out.",
        "NewsML-G2, concepts; schema.org DefinedTerm",
    ),
    Rule(
        "NS124",
        ERROR,
        "a place with one coordinate",
        "Latitude and longitude mean a point only together.",
        "Give both, or neither.",
        "WGS 84",
    ),
    Rule(
        "NS125",
        ERROR,
        "a place that nothing locates",
        "A place has a name, an identifier or code, a country or subdivision, or coordinates.",
        "Give what is known of the place, or leave it out.",
        "newsschema model, places",
    ),
    Rule(
        "NS126",
        ERROR,
        "a link that leads nowhere",
        "A link to another document gives its identifier or its URL.",
        "Give the identifier or the URL of the other document.",
        "NewsML-G2 link",
    ),
    Rule(
        "NS130",
        ERROR,
        "the markup of the body is broken, or uses what a body may not hold",
        "The body holds a listed subset of HTML, well-formed: no comment, no script, no other element or "
        "attribute, each element closed.",
        "Use Body.from_xhtml(), which keeps what a body may hold and says what it left out.",
        "newsschema model, normal form of the body",
    ),
    Rule(
        "NS131",
        ERROR,
        "white space in the body that its normal form does not have",
        "Outside pre, white space is one space between words: none between blocks, none at their ends, no tab or "
        "line end.",
        "Use Body.from_xhtml(), which collapses white space as browsers do.",
        "newsschema model, normal form of the body",
    ),
    Rule(
        "NS132",
        ERROR,
        "an element stands where the body's normal form has none",
        "The body is a sequence of blocks, and each element has its places: text inside paragraphs, items inside "
        "lists, no link within a link.",
        "Use Body.from_xhtml(), which moves or drops what stands wrongly.",
        "HTML Living Standard, content models",
    ),
    Rule(
        "NS133",
        ERROR,
        "an id of the body is reserved or stands twice",
        "An id stands once in a body. Ids that begin with ns. mark the places of quotes and figures in written "
        "documents, never in a body.",
        "Choose another id, or remove it.",
        "newsschema model, normal form of the body",
    ),
    Rule(
        "NS134",
        ERROR,
        "a tag or a character of the body is not written as in normal form",
        "Tags are in lower case and their attributes in double quotation marks. In text only &amp; &lt; and &gt; are "
        "references, in attributes &quot; besides; everything else stands as itself.",
        "Write the character as the message says, or use Body.from_xhtml().",
        "newsschema model, normal form of the body",
    ),
    Rule(
        "NS135",
        ERROR,
        "an element of the body is empty",
        "An element that is there says something; only cells of a table may be empty.",
        "Remove the element, or fill it.",
        "newsschema model, normal form of the body",
    ),
    Rule(
        "NS136",
        ERROR,
        "an object that says nothing",
        "An object without a single stated member means the same as none: rights, a period, a rendition of which "
        "nothing is known.",
        "Leave the object out, or state what is known.",
        "newsschema model: absent, null and empty mean the same",
    ),
    Rule(
        "NS141",
        ERROR,
        "the body shows an image that is not among the article's media",
        "The src of an image in the body is the identifier of one of the article's media, where its files, "
        "caption and rights stand.",
        "Add the medium, or correct the src.",
        "newsschema model, media",
    ),
    Rule(
        "NS104",
        WARNING,
        "a later version that was first created when it was made itself",
        "The first version was created at one moment, which every later version repeats. A later version "
        "whose first_created equals its version_created was stamped anew, and its true age is lost.",
        "Keep first_created from the first version.",
        "IPTC NewsML-G2, firstCreated",
    ),
    Rule(
        "NS105",
        WARNING,
        "an item stands twice in a list",
        "The same keyword, term, identifier or link occurs twice. Counts and searches by term become wrong, "
        "and a reader wonders what the difference is.",
        "Keep one of the two.",
        "desk practice",
    ),
    Rule(
        "NS106",
        WARNING,
        "a link that leads back to the article itself",
        "The article says that it is related to, a part or a translation of itself, which is true of nothing.",
        "Correct the link's identifier, or remove the link.",
        "IPTC NewsML-G2, link",
    ),
    Rule(
        "NS107",
        WARNING,
        "a previous version that does not come before",
        "A link names the version that this one replaces, but its number is not lower than the article's own.",
        "Correct the number of one of the two versions.",
        "IPTC NewsML-G2, link relations",
    ),
    Rule(
        "NS111",
        WARNING,
        "changed before it was published",
        "The date of the last change lies more than a day before the date of first publication, at the precision of "
        "both. A piece may wait a night for its hour; longer, one of the dates is most often of another version, or "
        "the two were exchanged.",
        "Correct the wrong date; write dates with their zone.",
        "schema.org dateModified, datePublished",
    ),
    Rule(
        "NS112",
        WARNING,
        "created after it was changed or published",
        "The content was made, it says, only after it had been changed or published.",
        "Correct the wrong date; created is when the content was made, not when the record was.",
        "schema.org dateCreated; IPTC NewsML-G2 contentCreated",
    ),
    Rule(
        "NS113",
        WARNING,
        "first published long after this version was made",
        "The date of publication lies more than a week after this version was made, and nothing says that it "
        "is held back: day and month exchanged, or a wrong year.",
        "Correct the date, or say until when the article is under embargo.",
        "desk practice",
    ),
    Rule(
        "NS114",
        ERROR,
        "the first version was made after this one",
        "The item says that its first version was created after this version of it.",
        "Correct first_created or version_created.",
        "IPTC NewsML-G2, firstCreated",
    ),
    Rule(
        "NS115",
        WARNING,
        "expires before it could be used",
        "The article expires certainly before it was published, before this version was made, or before its "
        "embargo ends, so nobody could ever use it.",
        "Correct the date after which it must not be used.",
        "schema.org expires; IPTC NewsML-G2 expires",
    ),
    Rule(
        "NS116",
        WARNING,
        "published while it is under embargo",
        "The article says when it was published, and that it must not be published before a later moment, or "
        "until further notice.",
        "Remove the embargo when it has ended; or leave published out until it is.",
        "IPTC NewsML-G2, embargoed",
    ),
    Rule(
        "NS117",
        WARNING,
        "a date that a program made up",
        "A year before there were newspapers is most often one without its century; 1 January 1970 is the "
        "zero of computer clocks, which stands where no date was known.",
        "Write the date that is meant, or leave it out.",
        "desk practice",
    ),
    Rule(
        "NS118",
        WARNING,
        "corrected before it was published",
        "A correction puts right what readers have seen, so it cannot be older than the article.",
        "Correct one of the two dates.",
        "schema.org CorrectionComment",
    ),
    Rule(
        "NS119",
        WARNING,
        "an update older than its live blog",
        "The update of a live blog says that it was published before the blog was created or published.",
        "Correct the date of the update, or of the blog.",
        "schema.org LiveBlogPosting",
    ),
    Rule(
        "NS127",
        WARNING,
        "a link that leads into somebody's own network",
        "The address is that of a machine or network of the newsroom (localhost, a private number, a preview "
        "server): nobody else can follow it, and it tells strangers how the house is built.",
        "Give the public address, or remove the link.",
        "RFC 1918; RFC 6762",
    ),
    Rule(
        "NS128",
        WARNING,
        "a place at zero degrees north and east",
        "The point lies in the sea off Africa. It stands in data where coordinates were not known and a "
        "program wrote zeros.",
        "Give the coordinates, or leave both out.",
        "WGS 84; desk practice",
    ),
    Rule(
        "NS129",
        WARNING,
        "a country code that is no country",
        "The code is neither assigned by ISO 3166-1 nor one of those that the standard leaves to users (AA, "
        "QM to QZ, XA to XZ, ZZ). UK (for GB) and EU are the usual mistakes.",
        "Use the assigned code.",
        "ISO 3166-1",
    ),
    Rule(
        "NS151",
        WARNING,
        "a picture that nobody made or owns",
        "Neither a credit nor a creator nor rights are stated for the medium, and the article states no "
        "rights either. Who uses it cannot name the photographer, and does not know whether it may.",
        "Add the credit line or the rights.",
        "IPTC Photo Metadata: Creator, Credit Line, Copyright Notice",
    ),
    Rule(
        "NS152",
        WARNING,
        "a picture without alternative text",
        "Readers who cannot see the picture are not told what it shows. A caption says what readers who see "
        "it need to know besides.",
        "Describe the picture in alternative_text.",
        "WCAG 2.2, success criterion 1.1.1; IPTC Alt Text (Accessibility)",
    ),
    Rule(
        "NS153",
        WARNING,
        "a medium without a file",
        "No rendition of the medium has an address, so nobody can show it.",
        "Add a rendition with its URL, or remove the medium.",
        "IPTC NewsML-G2 remoteContent; schema.org contentUrl",
    ),
    Rule(
        "NS154",
        WARNING,
        "files of another kind than the medium",
        "The media types of all its files contradict the kind of the medium: a film without a film, a picture "
        "that is a sound.",
        "Correct the kind, or the media types of the files.",
        "IPTC NewsCodes ninature; RFC 6838",
    ),
    Rule(
        "NS155",
        WARNING,
        "a file of no size",
        "A number of bytes, pixels or seconds that is 0 means that a program did not know it. Players and "
        "layouts trust it.",
        "Write the number, or leave it out.",
        "desk practice",
    ),
    Rule(
        "NS156",
        WARNING,
        "a file name instead of words",
        "The alternative text is the name of a file, which helps nobody who cannot see the picture.",
        "Say what the picture shows, or leave the field out.",
        "WCAG 2.2, success criterion 1.1.1",
    ),
    Rule(
        "NS157",
        WARNING,
        "a copyright year that lies ahead",
        "The year of the copyright is more than one year after the article was published or made.",
        "Correct the year.",
        "Universal Copyright Convention, article III",
    ),
    Rule(
        "NS161",
        WARNING,
        "text without its language",
        "The article has a headline or a body, and does not say in which language. Search, translation, "
        "speech and typesetting all need it.",
        "Add language, such as en or pt-BR.",
        "BCP 47; schema.org inLanguage",
    ),
    Rule(
        "NS162",
        WARNING,
        "the text is in another script than its language",
        "More than four fifths of the letters at the beginning belong to scripts in which the language is not "
        "written: the tag was left from a template, or the wrong text was attached.",
        "Correct the language, or name the script in the tag, such as sr-Latn.",
        "BCP 47; CLDR language data",
    ),
    Rule(
        "NS163",
        WARNING,
        "a headline as long as a paragraph",
        "The headline has more than 160 characters. Phones, search results and wires cut it off, often in the "
        "middle of a name.",
        "Shorten the headline, and put the rest into the summary.",
        "desk practice",
    ),
    Rule(
        "NS164",
        WARNING,
        "a headline in capitals",
        "The whole headline is in capitals: readers cannot tell names from words, screen readers may spell "
        "it, and the true case is lost.",
        "Write the headline in ordinary case; a style sheet can show it in capitals.",
        "desk practice",
    ),
    Rule(
        "NS165",
        WARNING,
        "the body begins with the headline",
        "The first block of the body repeats the headline, so that it is shown twice. Systems that write a "
        "rendered page into the body do this.",
        "Remove the first block of the body.",
        "IPTC NewsML-G2 guidelines; desk practice",
    ),
    Rule(
        "NS166",
        WARNING,
        "something was left to be filled in",
        "The text holds what a template or a writer left for later: TK, lorem ipsum, an unresolved variable.",
        "Fill it in, or remove it.",
        "desk practice",
    ),
    Rule(
        "NS167",
        WARNING,
        "markup in a plain text",
        "The text holds a tag or a character reference, such as &amp; or <br>, that was escaped twice. "
        "Readers see it as it stands.",
        "Decode the text once more, or remove the markup.",
        "HTML Living Standard; desk practice",
    ),
    Rule(
        "NS168",
        WARNING,
        "text that was read in a wrong encoding",
        "The text holds sequences that arise when UTF-8 is read as Windows-1252, or the mark of a character "
        "that could not be read. Names are damaged for good unless the source is read again.",
        "Read the source again as what it is.",
        "Unicode Standard, section 5.22",
    ),
    Rule(
        "NS169",
        WARNING,
        "a story without a headline",
        "The article has a body and may be used, but nothing to announce it with.",
        "Add the headline.",
        "schema.org headline; desk practice",
    ),
    Rule(
        "NS170",
        WARNING,
        "a summary that only repeats the headline",
        "The summary has the same words as the headline: whoever shows both shows one thing twice.",
        "Write a summary, or leave it out.",
        "desk practice",
    ),
    Rule(
        "NS171",
        WARNING,
        "a live blog without updates",
        "The kind says that the article is a live blog, which consists of its updates, and there are none.",
        "Add the updates, or correct the kind.",
        "schema.org LiveBlogPosting, liveBlogUpdate",
    ),
    Rule(
        "NS172",
        WARNING,
        "updates of what is no live blog",
        "The article has updates, which only a live blog shows; others who receive it do not look for them.",
        "Set the kind to LiveBlogPosting, or move the updates into the body.",
        "schema.org liveBlogUpdate",
    ),
    Rule(
        "NS173",
        WARNING,
        "a canceled article that is sent with its text",
        "What was canceled must not be used any more. Sent with its body, it invites exactly that.",
        "Remove the body, and say in a note what was wrong.",
        "IPTC NewsCodes pubstatusg2, canceled; agency practice for kills",
    ),
    Rule(
        "NS174",
        WARNING,
        "a headline that says corrected, without a correction",
        "The headline begins as that of a correction, but neither a correction nor a note says what was wrong.",
        "Add the correction with the words that readers are told.",
        "schema.org CorrectionComment; desk practice",
    ),
    Rule(
        "NS175",
        WARNING,
        "canceled without a word of why",
        "Whoever has published the article has to take it back, and is not told whether it was wrong, illegal "
        "or sent by mistake.",
        "Add a note that says why.",
        "IPTC NewsML-G2, edNote; agency practice for kills",
    ),
    Rule(
        "NS176",
        WARNING,
        "a correction of an article that never changed",
        "The article lists a correction, and is still its first version without a date of change. Whoever "
        "holds the wrong text cannot tell it from the right one.",
        "Raise the version, or say when the article was modified.",
        "IPTC NewsML-G2, version; schema.org dateModified",
    ),
    Rule(
        "NS177",
        WARNING,
        "a byline that names none of the authors",
        "The printed byline and the authors given as data have no name in common.",
        "Correct the one or the other.",
        "schema.org author; desk practice",
        state="preview",
    ),
    Rule(
        "NS178",
        WARNING,
        "withheld and published at once",
        "The first version of the article is withheld, and yet says when it was published.",
        "Set the status to usable, or leave published out.",
        "IPTC NewsCodes pubstatusg2",
    ),
    Rule(
        "NS179",
        WARNING,
        "a language tag that begins with no language",
        "The first part of the tag is not a registered language of two letters, or is a code of three letters "
        "where the standard takes two: kr for ko, eng for en.",
        "Use the registered tag in its shortest form.",
        "BCP 47 (RFC 5646, section 2.2.1); IANA Language Subtag Registry",
    ),
    Rule(
        "NS185",
        WARNING,
        "a digital source type that IPTC does not have",
        "How content came to be digital is told by the terms of one vocabulary: whoever looks for pictures made by "
        "trained models finds those only.",
        "Use the IRI of a term below http://cv.iptc.org/newscodes/digitalsourcetype/.",
        "IPTC NewsCodes digitalsourcetype",
        state="preview",
        since="1.1",
    ),
    Rule(
        "NS186",
        WARNING,
        "a reservation that the PLUS vocabulary does not have",
        "Machines that honour a reservation of text and data mining know the terms of the PLUS vocabulary, and no "
        "others.",
        "Use the IRI of a term such as http://ns.useplus.org/ldf/vocab/DMI-PROHIBITED-AIMLTRAINING.",
        "PLUS License Data Format, Data Mining; IPTC NewsML-G2 2.34, dataMining",
        state="preview",
        since="1.1",
    ),
)
