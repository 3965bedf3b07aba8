//! Workbooks by hand: the few XML parts that a workbook needs, in a zip container of our own making.
#![allow(dead_code, clippy::unwrap_used, clippy::expect_used)]

use std::fmt::Write as _;

/// A zip container with deflated parts. `mimetype` is stored, as OpenDocument asks.
pub fn zip<N: AsRef<str>, B: AsRef<[u8]>>(parts: &[(N, B)]) -> Vec<u8> {
    let mut out = Vec::new();
    let mut directory = Vec::new();
    for (name, content) in parts {
        let (name, content) = (name.as_ref(), content.as_ref());
        let stored = name == "mimetype";
        let packed =
            if stored { content.to_vec() } else { miniz_oxide::deflate::compress_to_vec(content, 9) };
        let mut common = Vec::new();
        common.extend(20u16.to_le_bytes()); // version
        common.extend(0u16.to_le_bytes()); // flags
        common.extend(if stored { 0u16 } else { 8 }.to_le_bytes());
        common.extend(0x0021_0000u32.to_le_bytes()); // midnight, 1 January 1980
        common.extend(crc(content).to_le_bytes());
        common.extend((packed.len() as u32).to_le_bytes());
        common.extend((content.len() as u32).to_le_bytes());
        common.extend((name.len() as u16).to_le_bytes());
        common.extend(0u16.to_le_bytes()); // extra
        let at = out.len() as u32;
        out.extend(0x0403_4b50u32.to_le_bytes());
        out.extend(&common);
        out.extend(name.as_bytes());
        out.extend(&packed);
        directory.extend(0x0201_4b50u32.to_le_bytes());
        directory.extend(20u16.to_le_bytes());
        directory.extend(&common);
        directory.extend([0; 10]); // comment, disk, attributes
        directory.extend(at.to_le_bytes());
        directory.extend(name.as_bytes());
    }
    let at = out.len() as u32;
    out.extend(&directory);
    out.extend(0x0605_4b50u32.to_le_bytes());
    out.extend([0; 4]);
    out.extend([(parts.len() as u16).to_le_bytes(); 2].concat());
    out.extend((directory.len() as u32).to_le_bytes());
    out.extend(at.to_le_bytes());
    out.extend([0; 2]);
    out
}

fn crc(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0u32, |state, &byte| {
        (0..8).fold(state ^ u32::from(byte), |s, _| if s & 1 == 1 { 0xedb8_8320 ^ (s >> 1) } else { s >> 1 })
    })
}

pub fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}

/// A sheet of an xlsx workbook: its state, and what stands in `worksheet`.
pub struct Sheet {
    pub state: &'static str,
    pub inside: String,
}

/// An xlsx workbook. Cell styles: 0 plain, 1 date, 2 date and time, 3 time of day, 4 `[h]:mm:ss`, 5 nine zeros, 6 per cent,
/// 7 two decimals, 8 a built-in date.
pub fn xlsx(texts: &[&str], sheets: &[Sheet], from_1904: bool) -> Vec<u8> {
    const MAIN: &str = "http://schemas.openxmlformats.org/spreadsheetml/2006/main";
    const DOC: &str = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
    const REL: &str = "http://schemas.openxmlformats.org/package/2006/relationships";
    const TYPES: &str = "http://schemas.openxmlformats.org/package/2006/content-types";
    const KIND: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml";
    let head = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n";
    let (mut list, mut relations, mut types) = (String::new(), String::new(), String::new());
    let mut parts: Vec<(String, String)> = Vec::new();
    for (at, Sheet { state, inside }) in sheets.iter().enumerate() {
        let n = at + 1;
        let _ = write!(
            list,
            "<sheet name=\"Geheim blad {n}\" sheetId=\"{n}\" state=\"{state}\" r:id=\"rId{n}\"/>"
        );
        let _ = write!(
            relations,
            "<Relationship Id=\"rId{n}\" Type=\"{DOC}/worksheet\" Target=\"worksheets/sheet{n}.xml\"/>"
        );
        let _ = write!(
            types,
            "<Override PartName=\"/xl/worksheets/sheet{n}.xml\" ContentType=\"{KIND}.worksheet+xml\"/>"
        );
        parts.push((
            format!("xl/worksheets/sheet{n}.xml"),
            format!("{head}<worksheet xmlns=\"{MAIN}\">{inside}</worksheet>"),
        ));
    }
    let texts: String = texts.iter().map(|text| format!("<si>{text}</si>")).collect();
    parts.extend([
        (
            "[Content_Types].xml".to_owned(),
            format!(
                "{head}<Types xmlns=\"{TYPES}\"><Default Extension=\"rels\" ContentType=\"application/vnd.openxmlformats-package.relationships+xml\"/>\
                 <Default Extension=\"xml\" ContentType=\"application/xml\"/><Override PartName=\"/xl/workbook.xml\" ContentType=\"{KIND}.sheet.main+xml\"/>\
                 <Override PartName=\"/xl/styles.xml\" ContentType=\"{KIND}.styles+xml\"/>\
                 <Override PartName=\"/xl/sharedStrings.xml\" ContentType=\"{KIND}.sharedStrings+xml\"/>{types}</Types>"
            ),
        ),
        (
            "_rels/.rels".to_owned(),
            format!("{head}<Relationships xmlns=\"{REL}\"><Relationship Id=\"rId1\" Type=\"{DOC}/officeDocument\" Target=\"xl/workbook.xml\"/></Relationships>"),
        ),
        (
            "xl/workbook.xml".to_owned(),
            format!(
                "{head}<workbook xmlns=\"{MAIN}\" xmlns:r=\"{DOC}\"><workbookPr{}/><sheets>{list}</sheets></workbook>",
                if from_1904 { " date1904=\"1\"" } else { "" }
            ),
        ),
        (
            "xl/_rels/workbook.xml.rels".to_owned(),
            format!(
                "{head}<Relationships xmlns=\"{REL}\">{relations}<Relationship Id=\"rIdS\" Type=\"{DOC}/styles\" Target=\"styles.xml\"/>\
                 <Relationship Id=\"rIdT\" Type=\"{DOC}/sharedStrings\" Target=\"/xl/sharedStrings.xml\"/></Relationships>"
            ),
        ),
        (
            "xl/styles.xml".to_owned(),
            format!(
                "{head}<styleSheet xmlns=\"{MAIN}\"><numFmts count=\"5\"><numFmt numFmtId=\"164\" formatCode=\"[$-413]dd\\-mm\\-yyyy;@\"/>\
                 <numFmt numFmtId=\"165\" formatCode=\"dd\\-mm\\-yyyy\\ hh:mm:ss\"/><numFmt numFmtId=\"166\" formatCode=\"hh:mm&quot; uur&quot;\"/>\
                 <numFmt numFmtId=\"167\" formatCode=\"[h]:mm:ss\"/><numFmt numFmtId=\"168\" formatCode=\"000000000\"/></numFmts>\
                 <fonts count=\"1\"><font/></fonts><fills count=\"1\"><fill/></fills><borders count=\"1\"><border/></borders>\
                 <cellStyleXfs count=\"1\"><xf numFmtId=\"0\"/></cellStyleXfs><cellXfs count=\"9\">{}</cellXfs></styleSheet>",
                [0, 164, 165, 166, 167, 168, 10, 4, 14].map(|id| format!("<xf numFmtId=\"{id}\" applyNumberFormat=\"1\"/>")).concat()
            ),
        ),
        (
            "xl/sharedStrings.xml".to_owned(),
            format!("{head}<sst xmlns=\"{MAIN}\">{texts}</sst>"),
        ),
    ]);
    zip(&parts)
}

/// An OpenDocument spreadsheet: what stands in `office:spreadsheet`. The table style `verborgen` hides a sheet.
pub fn ods(inside: &str) -> Vec<u8> {
    const NS: &str = "urn:oasis:names:tc:opendocument:xmlns";
    let content = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<office:document-content xmlns:office=\"{NS}:office:1.0\" xmlns:table=\"{NS}:table:1.0\" \
         xmlns:text=\"{NS}:text:1.0\" xmlns:style=\"{NS}:style:1.0\" xmlns:draw=\"{NS}:drawing:1.0\" \
         xmlns:calcext=\"urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0\" office:version=\"1.3\">\
         <office:automatic-styles><style:style style:name=\"gewoon\" style:family=\"table\"><style:table-properties table:display=\"true\"/></style:style>\
         <style:style style:name=\"verborgen\" style:family=\"table\"><style:table-properties table:display=\"false\"/></style:style></office:automatic-styles>\
         <office:body><office:spreadsheet>{inside}</office:spreadsheet></office:body></office:document-content>"
    );
    let manifest = format!(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<manifest:manifest xmlns:manifest=\"{NS}:manifest:1.0\" manifest:version=\"1.3\">\
         <manifest:file-entry manifest:full-path=\"/\" manifest:media-type=\"application/vnd.oasis.opendocument.spreadsheet\"/>\
         <manifest:file-entry manifest:full-path=\"content.xml\" manifest:media-type=\"text/xml\"/></manifest:manifest>"
    );
    zip(&[
        ("mimetype", "application/vnd.oasis.opendocument.spreadsheet".to_owned()),
        ("content.xml", content),
        ("META-INF/manifest.xml", manifest),
    ])
}

/// People of a fictional municipality, by a formula: BSN, day of birth (days since 1900 as Excel counts), postcode, amount,
/// way of contact, whether they have a dog. No person has these numbers together.
pub fn people(count: u32) -> impl Iterator<Item = (String, u32, String, f64, &'static str, bool)> {
    (0..count).map(|n| {
        let stem = 10_000_000 + n * 37;
        let digits = |of: u32| of.to_string().bytes().map(|byte| i64::from(byte - b'0')).collect::<Vec<_>>();
        // The eleven test: 9a + 8b + … + 2h − i must divide by 11.
        let sum: i64 = digits(stem).iter().zip((2..=9).rev()).map(|(digit, weight)| digit * weight).sum();
        let check = sum % 11;
        // A remainder of ten makes no BSN: take one that has eight digits and a leading zero.
        let bsn = if check < 10 { format!("{stem}{check}") } else { "012345672".to_owned() };
        let born = 20_000 + n * 7 % 18_000;
        let postcode = format!("{} {}", 1011 + n % 40, ["AB", "CD", "EF"][n as usize % 3]);
        let amount = f64::from(n % 97) * 12.5;
        (bsn, born, postcode, amount, ["balie", "telefoon", "website"][n as usize % 3], n % 4 == 0)
    })
}

/// The whole set of small workbooks: name and bytes.
pub fn all() -> Vec<(&'static str, Vec<u8>)> {
    let customers = customers_xlsx(200);
    vec![
        ("soorten.xlsx", kinds_xlsx()),
        ("soorten.ods", kinds_ods()),
        ("datums-1904.xlsx", from_1904_xlsx()),
        ("samengevoegd.xlsx", merged_xlsx()),
        ("samengevoegd.ods", merged_ods()),
        ("verborgen.xlsx", hidden_xlsx()),
        ("beveiligd.xlsx", old_container(&["Root Entry", "EncryptionInfo", "EncryptedPackage"])),
        ("oud.xls", old_container(&["Root Entry", "Workbook"])),
        ("beschadigd.xlsx", customers[..customers.len() * 2 / 3].to_vec()),
        ("brief.docx", docx()),
        ("leeg.xlsx", xlsx(&[], &[Sheet { state: "visible", inside: "<sheetData/>".to_owned() }], false)),
        ("klanten.ods", customers_ods(200)),
        ("klanten.xlsx", customers),
    ]
}

/// Customers in the second of three sheets; the first holds a note, the third is hidden and longer.
pub fn customers_xlsx(count: u32) -> Vec<u8> {
    let mut data = String::from(
        "<sheetData><row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" t=\"s\"><v>1</v></c><c r=\"C1\" t=\"s\"><v>2</v></c>\
         <c r=\"D1\" t=\"s\"><v>3</v></c><c r=\"E1\" t=\"s\"><v>4</v></c><c r=\"F1\" t=\"s\"><v>5</v></c></row>",
    );
    for (at, (bsn, born, postcode, amount, way, dog)) in people(count).enumerate() {
        let (r, way) =
            (at + 2, ["balie", "telefoon", "website"].iter().position(|known| *known == way).unwrap() + 6);
        let _ = write!(
            data,
            "<row r=\"{r}\"><c r=\"A{r}\" s=\"5\"><v>{}</v></c><c r=\"B{r}\" s=\"1\"><v>{born}</v></c>\
             <c r=\"C{r}\" t=\"inlineStr\"><is><t>{postcode}</t></is></c><c r=\"D{r}\" s=\"7\"><v>{amount}</v></c>\
             <c r=\"E{r}\" t=\"s\"><v>{way}</v></c><c r=\"F{r}\" t=\"b\"><v>{}</v></c></row>",
            bsn.trim_start_matches('0'),
            u8::from(dog)
        );
    }
    data.push_str("</sheetData>");
    let note = "<sheetData><row r=\"2\"><c r=\"A2\" t=\"inlineStr\"><is><t>Export van vandaag</t></is></c></row></sheetData>";
    let mut hidden = String::from("<sheetData>");
    for r in 1..=count + 50 {
        let _ = write!(hidden, "<row r=\"{r}\"><c r=\"A{r}\"><v>{r}</v></c></row>");
    }
    hidden.push_str("</sheetData>");
    let texts =
        ["BSN", "Geboortedatum", "Postcode", "Bedrag", "Kanaal", "Hond", "balie", "telefoon", "website"];
    let texts = texts.map(|text| format!("<t>{text}</t>"));
    let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
    let sheet = |state, inside: &str| Sheet { state, inside: inside.to_owned() };
    xlsx(&texts, &[sheet("visible", note), sheet("visible", &data), sheet("hidden", &hidden)], false)
}

/// The same customers as OpenDocument.
pub fn customers_ods(count: u32) -> Vec<u8> {
    let text = |text: &str| {
        format!(
            "<table:table-cell office:value-type=\"string\"><text:p>{}</text:p></table:table-cell>",
            escaped(text)
        )
    };
    let mut data =
        String::from("<table:table table:name=\"Geheim blad\" table:style-name=\"gewoon\"><table:table-row>");
    for header in ["BSN", "Geboortedatum", "Postcode", "Bedrag", "Kanaal", "Hond"] {
        data.push_str(&text(header));
    }
    data.push_str("</table:table-row>");
    for (bsn, born, postcode, amount, way, dog) in people(count) {
        let _ = write!(
            data,
            "<table:table-row><table:table-cell office:value-type=\"float\" office:value=\"{}\"><text:p>{bsn}</text:p></table:table-cell>\
             <table:table-cell office:value-type=\"date\" office:date-value=\"{}\"/>{}<table:table-cell office:value-type=\"currency\" office:value=\"{amount}\"/>\
             {}<table:table-cell office:value-type=\"boolean\" office:boolean-value=\"{dog}\"/></table:table-row>",
            bsn.trim_start_matches('0'),
            day(born),
            text(&postcode),
            text(way),
        );
    }
    data.push_str("<table:table-row table:number-rows-repeated=\"1048375\"><table:table-cell table:number-columns-repeated=\"16384\"/></table:table-row></table:table>");
    ods(&data)
}

/// The date of an Excel day after February 1900, by counting.
pub fn day(mut left: u32) -> String {
    left -= 1; // day 1 is 1 January 1900, and day 60 does not exist
    left -= 1;
    let (mut year, mut month) = (1900, 0);
    let leap = |year: u32| year.is_multiple_of(4) && (!year.is_multiple_of(100) || year.is_multiple_of(400));
    while left >= 365 + u32::from(leap(year)) {
        left -= 365 + u32::from(leap(year));
        year += 1;
    }
    let days = [31, 28 + u32::from(leap(year)), 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    while left >= days[month] {
        left -= days[month];
        month += 1;
    }
    format!("{year:04}-{:02}-{:02}", month + 1, left + 1)
}

/// Every kind of cell, with empty rows above and between, and texts that a CSV must quote.
pub fn kinds_xlsx() -> Vec<u8> {
    let texts = [
        "<t>00123</t>",
        "<r><rPr><b/></rPr><t xml:space=\"preserve\">vet </t></r><r><t>en gewoon</t></r><rPh sb=\"0\" eb=\"1\"><t>fonetisch</t></rPh>",
        "<t>a;b</t>",
        "<t>zegt &quot;ja&quot; &amp; nee</t>",
        "<t>regel een\nregel twee_x000D_\n einde</t>",
        "<t>1,00E+11</t>",
        "<t xml:space=\"preserve\">   </t>",
    ];
    let inside = "<dimension ref=\"A1\"/><sheetData>\
        <row r=\"3\"><c r=\"B3\" t=\"inlineStr\"><is><t>soort</t></is></c><c r=\"C3\" t=\"inlineStr\"><is><t>waarde</t></is></c></row>\
        <row r=\"4\"><c r=\"B4\" t=\"inlineStr\"><is><t>nullen</t></is></c><c r=\"C4\" t=\"s\"><v>0</v></c></row>\
        <row r=\"5\"><c r=\"B5\" t=\"inlineStr\"><is><t>opmaak</t></is></c><c r=\"C5\" t=\"s\"><v>1</v></c></row>\
        <row r=\"6\"><c r=\"B6\" t=\"inlineStr\"><is><t>puntkomma</t></is></c><c r=\"C6\" t=\"s\"><v>2</v></c></row>\
        <row r=\"7\"><c r=\"B7\" t=\"inlineStr\"><is><t>aanhaling</t></is></c><c r=\"C7\" t=\"s\"><v>3</v></c></row>\
        <row r=\"8\"><c r=\"B8\" t=\"inlineStr\"><is><t>regels</t></is></c><c r=\"C8\" t=\"s\"><v>4</v></c></row>\
        <row r=\"9\"><c r=\"B9\" t=\"inlineStr\"><is><t>schade</t></is></c><c r=\"C9\" t=\"s\"><v>5</v></c></row>\
        <row r=\"10\"><c r=\"B10\" t=\"inlineStr\"><is><t>blanco</t></is></c><c r=\"C10\" t=\"s\"><v>6</v></c></row>\
        <row r=\"11\"><c r=\"B11\" t=\"inlineStr\"><is><t>groot</t></is></c><c r=\"C11\"><v>1E+11</v></c></row>\
        <row r=\"12\"><c r=\"B12\" t=\"inlineStr\"><is><t>tiende</t></is></c><c r=\"C12\"><v>0.10000000000000001</v></c></row>\
        <row r=\"13\"><c r=\"B13\" t=\"inlineStr\"><is><t>drie decimalen</t></is></c><c r=\"C13\"><v>1.234</v></c></row>\
        <row r=\"14\"><c r=\"B14\" t=\"inlineStr\"><is><t>min</t></is></c><c r=\"C14\"><v>-12.5</v></c></row>\
        <row r=\"15\"><c r=\"B15\" t=\"inlineStr\"><is><t>datum</t></is></c><c r=\"C15\" s=\"1\"><v>45351</v></c></row>\
        <row r=\"16\"><c r=\"B16\" t=\"inlineStr\"><is><t>moment</t></is></c><c r=\"C16\" s=\"2\"><v>45351.4375</v></c></row>\
        <row r=\"17\"><c r=\"B17\" t=\"inlineStr\"><is><t>tijd</t></is></c><c r=\"C17\" s=\"3\"><v>0.35416666666666669</v></c></row>\
        <row r=\"18\"><c r=\"B18\" t=\"inlineStr\"><is><t>duur</t></is></c><c r=\"C18\" s=\"4\"><v>1.25</v></c></row>\
        <row r=\"19\"><c r=\"B19\" t=\"inlineStr\"><is><t>code</t></is></c><c r=\"C19\" s=\"5\"><v>12345672</v></c></row>\
        <row r=\"20\"><c r=\"B20\" t=\"inlineStr\"><is><t>deel</t></is></c><c r=\"C20\" s=\"6\"><v>0.25</v></c></row>\
        <row r=\"21\"><c r=\"B21\" t=\"inlineStr\"><is><t>oudste datum</t></is></c><c r=\"C21\" s=\"8\"><v>1</v></c></row>\
        <row r=\"22\"><c r=\"B22\" t=\"inlineStr\"><is><t>waar</t></is></c><c r=\"C22\" t=\"b\"><v>1</v></c></row>\
        <row r=\"23\"><c r=\"B23\" t=\"inlineStr\"><is><t>formule</t></is></c><c r=\"C23\"><f>SUM(C11,C14)</f><v>99999999987.5</v></c></row>\
        <row r=\"24\"><c r=\"B24\" t=\"inlineStr\"><is><t>formule met tekst</t></is></c><c r=\"C24\" t=\"str\"><f>\"a\"&amp;\"b\"</f><v>a&amp;b</v></c></row>\
        <row r=\"25\"><c r=\"B25\" t=\"inlineStr\"><is><t>fout</t></is></c><c r=\"C25\" t=\"e\"><f>NA()</f><v>#N/A</v></c></row>\
        <row r=\"28\"><c r=\"B28\" t=\"inlineStr\"><is><t>iso</t></is></c><c r=\"C28\" t=\"d\"><v>2024-02-29T00:00:00</v></c></row>\
        <row><c t=\"inlineStr\"><is><t>zonder plaats</t></is></c></row>\
        <row r=\"40\" s=\"1\"><c r=\"A40\" s=\"1\"/><c r=\"F40\"/></row></sheetData>";
    xlsx(&texts, &[Sheet { state: "visible", inside: inside.to_owned() }], false)
}

/// What [`kinds_xlsx`] is as CSV, written out by hand.
pub const KINDS_XLSX: &str = "\n\n;soort;waarde\n;nullen;00123\n;opmaak;vet en gewoon\n;puntkomma;\"a;b\"\n\
    ;aanhaling;\"zegt \"\"ja\"\" & nee\"\n;regels;\"regel een regel twee  einde\"\n;schade;1,00E+11\n;blanco;\n\
    ;groot;100000000000\n;tiende;0.1\n;drie decimalen;1.2340\n;min;-12.5\n;datum;2024-02-29\n;moment;2024-02-29T10:30:00\n\
    ;tijd;08:30:00\n;duur;30:00:00\n;code;012345672\n;deel;0.25\n;oudste datum;1900-01-01\n;waar;ja\n;formule;99999999987.5\n\
    ;formule met tekst;a&b\n;fout;\n\n\n;iso;2024-02-29\nzonder plaats;;\n";

/// Every kind of cell of OpenDocument.
pub fn kinds_ods() -> Vec<u8> {
    let row = |name: &str, cell: &str| {
        format!("<table:table-row><table:table-cell/><table:table-cell office:value-type=\"string\"><text:p>{name}</text:p></table:table-cell>{cell}</table:table-row>")
    };
    let rows = [
        "<table:table-row table:number-rows-repeated=\"2\"><table:table-cell table:number-columns-repeated=\"16384\"/></table:table-row>".to_owned(),
        row("soort", "<table:table-cell office:value-type=\"string\"><text:p>waarde</text:p></table:table-cell>"),
        row("nullen", "<table:table-cell office:value-type=\"string\"><text:p>00123</text:p></table:table-cell>"),
        row("opmaak", "<table:table-cell office:value-type=\"string\"><text:p><text:span>vet</text:span><text:s text:c=\"2\"/>en <text:a>gewoon</text:a></text:p></table:table-cell>"),
        row("regels", "<table:table-cell office:value-type=\"string\"><text:p>regel een</text:p><text:p>regel<text:line-break/>drie</text:p></table:table-cell>"),
        row("notitie", "<table:table-cell office:value-type=\"string\"><office:annotation><text:p>niet lezen</text:p></office:annotation><text:p>wel &amp; lezen</text:p></table:table-cell>"),
        row("groot", "<table:table-cell office:value-type=\"float\" office:value=\"100000000000\"><text:p>1,00E+11</text:p></table:table-cell>"),
        row("code", "<table:table-cell office:value-type=\"float\" office:value=\"12345672\"><text:p>012345672</text:p></table:table-cell>"),
        row("bedrag", "<table:table-cell office:value-type=\"currency\" office:currency=\"EUR\" office:value=\"1234.5\"><text:p>€ 1.234,50</text:p></table:table-cell>"),
        row("deel", "<table:table-cell office:value-type=\"percentage\" office:value=\"0.25\"><text:p>25%</text:p></table:table-cell>"),
        row("datum", "<table:table-cell office:value-type=\"date\" office:date-value=\"2024-02-29\"><text:p>29-02-24</text:p></table:table-cell>"),
        row("moment", "<table:table-cell office:value-type=\"date\" office:date-value=\"2024-02-29T10:30:00\"><text:p>29-02-24</text:p></table:table-cell>"),
        row("duur", "<table:table-cell office:value-type=\"time\" office:time-value=\"PT30H00M00S\"><text:p>30:00</text:p></table:table-cell>"),
        row("waar", "<table:table-cell office:value-type=\"boolean\" office:boolean-value=\"true\"><text:p>WAAR</text:p></table:table-cell>"),
        row("formule", "<table:table-cell table:formula=\"of:=1+1\" office:value-type=\"float\" office:value=\"2\" calcext:value-type=\"float\"><text:p>2</text:p></table:table-cell>"),
        row("fout", "<table:table-cell table:formula=\"of:=NA()\" office:value-type=\"string\" office:string-value=\"\" calcext:value-type=\"error\"><text:p>#N/B</text:p></table:table-cell>"),
        "<table:table-row table:number-rows-repeated=\"2\"><table:table-cell/><table:table-cell table:number-columns-repeated=\"2\" office:value-type=\"string\"><text:p>twee keer</text:p></table:table-cell></table:table-row>".to_owned(),
        "<table:table-row table:number-rows-repeated=\"1048500\"><table:table-cell table:number-columns-repeated=\"16384\"/></table:table-row>".to_owned(),
    ];
    ods(&format!(
        "<table:table table:name=\"Geheim blad\"><table:table-column/>{}</table:table>",
        rows.concat()
    ))
}

/// What [`kinds_ods`] is as CSV, written out by hand.
pub const KINDS_ODS: &str = "\n\n;soort;waarde\n;nullen;00123\n;opmaak;vet  en gewoon\n;regels;\"regel een regel drie\"\n\
    ;notitie;wel & lezen\n;groot;100000000000\n;code;012345672\n;bedrag;1234.5\n;deel;0.25\n;datum;2024-02-29\n\
    ;moment;2024-02-29T10:30:00\n;duur;30:00:00\n;waar;ja\n;formule;2\n;fout;\n;twee keer;twee keer\n;twee keer;twee keer\n";

/// Dates that count from 1904, as an old Mac does.
pub fn from_1904_xlsx() -> Vec<u8> {
    let inside = "<sheetData><row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>Datum</t></is></c></row>\
        <row r=\"2\"><c r=\"A2\" s=\"1\"><v>43889</v></c></row><row r=\"3\"><c r=\"A3\" s=\"8\"><v>0</v></c></row></sheetData>";
    xlsx(&[], &[Sheet { state: "visible", inside: inside.to_owned() }], true)
}

/// A title over the whole width, a header of two rows with merged cells, and a merged cell in the data.
pub fn merged_xlsx() -> Vec<u8> {
    let inside = "<sheetData>\
        <row r=\"1\"><c r=\"A1\" t=\"inlineStr\"><is><t>Overzicht klanten</t></is></c><c r=\"B1\"/><c r=\"C1\"/><c r=\"D1\"/></row>\
        <row r=\"3\"><c r=\"A3\" t=\"inlineStr\"><is><t>Nr</t></is></c><c r=\"B3\" t=\"inlineStr\"><is><t>Adres</t></is></c><c r=\"C3\"/><c r=\"D3\" t=\"inlineStr\"><is><t>Wijk</t></is></c></row>\
        <row r=\"4\"><c r=\"B4\" t=\"inlineStr\"><is><t>Straat</t></is></c><c r=\"C4\" t=\"inlineStr\"><is><t>Huisnummer</t></is></c></row>\
        <row r=\"5\"><c r=\"A5\"><v>1</v></c><c r=\"B5\" t=\"inlineStr\"><is><t>Dorpsstraat</t></is></c><c r=\"C5\"><v>1</v></c><c r=\"D5\" t=\"inlineStr\"><is><t>Noord</t></is></c></row>\
        <row r=\"6\"><c r=\"A6\"><v>2</v></c><c r=\"B6\" t=\"inlineStr\"><is><t>Dorpsstraat</t></is></c><c r=\"C6\"><v>3</v></c></row>\
        </sheetData><mergeCells count=\"5\"><mergeCell ref=\"A1:D1\"/><mergeCell ref=\"D5:D6\"/><mergeCell ref=\"B3:C3\"/>\
        <mergeCell ref=\"A3:A4\"/><mergeCell ref=\"D3:D4\"/></mergeCells>";
    xlsx(&[], &[Sheet { state: "visible", inside: inside.to_owned() }], false)
}

/// The same in OpenDocument, where a cell says itself how far it reaches.
pub fn merged_ods() -> Vec<u8> {
    let text = |span: &str, text: &str| {
        format!("<table:table-cell {span} office:value-type=\"string\"><text:p>{text}</text:p></table:table-cell>")
    };
    let across = |n: u32| format!("table:number-columns-spanned=\"{n}\" table:number-rows-spanned=\"1\"");
    let down = "table:number-columns-spanned=\"1\" table:number-rows-spanned=\"2\"";
    let covered = "<table:covered-table-cell/>";
    let rows = [
        format!(
            "{}<table:covered-table-cell table:number-columns-repeated=\"3\"/>",
            text(&across(4), "Overzicht klanten")
        ),
        "<table:table-cell/>".to_owned(),
        format!("{}{}{covered}{}", text(down, "Nr"), text(&across(2), "Adres"), text(down, "Wijk")),
        format!("{covered}{}{}{covered}", text("", "Straat"), text("", "Huisnummer")),
        format!("{}{}{}{}", text("", "1"), text("", "Dorpsstraat"), text("", "1"), text(down, "Noord")),
        format!("{}{}{}{covered}", text("", "2"), text("", "Dorpsstraat"), text("", "3")),
    ];
    let rows = rows.map(|row| format!("<table:table-row>{row}</table:table-row>")).concat();
    ods(&format!("<table:table table:name=\"Geheim blad\">{rows}</table:table>"))
}

/// What both are as CSV.
pub const MERGED: &str =
    "Overzicht klanten;;;\n\nNr;Adres;Adres;Wijk\nNr;Straat;Huisnummer;Wijk\n1;Dorpsstraat;1;Noord\n2;Dorpsstraat;3;Noord\n";

/// Four sheets: hidden and long, visible with one row, visible with two, very hidden.
pub fn hidden_xlsx() -> Vec<u8> {
    let sheet = |state, rows: u32| {
        let rows = (1..=rows).map(|r| format!("<row r=\"{r}\"><c r=\"A{r}\"><v>{r}</v></c></row>"));
        Sheet { state, inside: format!("<sheetData>{}</sheetData>", rows.collect::<String>()) }
    };
    xlsx(&[], &[sheet("hidden", 9), sheet("visible", 1), sheet("visible", 2), sheet("veryHidden", 5)], false)
}

/// A text document: a zip, and no workbook.
pub fn docx() -> Vec<u8> {
    zip(&[
        ("[Content_Types].xml", "<Types/>"),
        ("_rels/.rels", "<Relationships><Relationship Id=\"rId1\" Type=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument\" Target=\"word/document.xml\"/></Relationships>"),
        ("word/document.xml", "<w:document xmlns:w=\"x\"><w:body/></w:document>"),
    ])
}

/// The container of old Office files with streams of these names: header, allocation table and directory.
pub fn old_container(streams: &[&str]) -> Vec<u8> {
    let mut out = vec![0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1];
    out.resize(512, 0);
    for (at, value) in [(24, 0x3eu16), (26, 3), (28, 0xfffe), (30, 9), (32, 6)] {
        out[at..at + 2].copy_from_slice(&value.to_le_bytes());
    }
    for (at, value) in [(44, 1u32), (48, 1), (56, 4096), (60, 0xffff_fffe), (68, 0xffff_fffe), (76, 0)] {
        out[at..at + 4].copy_from_slice(&value.to_le_bytes());
    }
    out[80..512].fill(0xff);
    let mut table = vec![0xff; 512];
    table[..8].copy_from_slice(&[0xfd, 0xff, 0xff, 0xff, 0xfe, 0xff, 0xff, 0xff]);
    out.extend(table);
    for (at, name) in streams.iter().enumerate() {
        let mut entry: Vec<u8> = name.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let size = entry.len() as u16 + 2;
        entry.resize(64, 0);
        entry.extend(size.to_le_bytes());
        entry.push(if at == 0 { 5 } else { 2 });
        entry.resize(128, 0);
        out.extend(entry);
    }
    out.resize(512 * 3, 0);
    out
}
