// A large workbook, for tests and benchmarks.
import zlib from "node:zlib";

/** A workbook of one sheet with so many rows of eight cells. */
export function workbook(rows) {
  const cells = (r) =>
    `<c r="A${r}"><v>${100000000 + r}</v></c><c r="B${r}" t="inlineStr"><is><t>naam ${r % 977}</t></is></c><c r="C${r}"><v>${(r % 97) * 12.5}</v></c>` +
    `<c r="D${r}" s="1"><v>${20000 + (r % 18000)}</v></c><c r="E${r}" t="b"><v>${r % 2}</v></c><c r="F${r}" t="inlineStr"><is><t>${1011 + (r % 40)} AB</t></is></c>` +
    `<c r="G${r}"><v>${r % 7}</v></c><c r="H${r}" t="inlineStr"><is><t>balie</t></is></c>`;
  const header = ["A", "B", "C", "D", "E", "F", "G", "H"].map((c, i) => `<c r="${c}1" t="inlineStr"><is><t>${["klantnr", "naam", "bedrag", "datum", "hond", "postcode", "aantal", "kanaal"][i]}</t></is></c>`).join("");
  const body = Array.from({ length: rows }, (_, i) => `<row r="${i + 2}">${cells(i + 2)}</row>`);
  const ns = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"';
  const doc = "http://schemas.openxmlformats.org/officeDocument/2006/relationships";
  const rel = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"';
  return zip({
    "_rels/.rels": `<Relationships ${rel}><Relationship Id="a" Type="${doc}/officeDocument" Target="xl/workbook.xml"/></Relationships>`,
    "xl/workbook.xml": `<workbook ${ns} xmlns:r="${doc}"><sheets><sheet name="Blad1" sheetId="1" r:id="a"/></sheets></workbook>`,
    "xl/_rels/workbook.xml.rels": `<Relationships ${rel}><Relationship Id="a" Type="${doc}/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="b" Type="${doc}/styles" Target="styles.xml"/></Relationships>`,
    "xl/styles.xml": `<styleSheet ${ns}><cellXfs><xf numFmtId="0"/><xf numFmtId="14"/></cellXfs></styleSheet>`,
    "xl/worksheets/sheet1.xml": `<worksheet ${ns}><sheetData><row r="1">${header}</row>${body.join("")}</sheetData></worksheet>`,
  });
}

function zip(parts) {
  const files = [];
  const directory = [];
  let at = 0;
  for (const [name, text] of Object.entries(parts)) {
    const content = Buffer.from(text);
    const packed = zlib.deflateRawSync(content);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(8, 4);
    common.writeUInt32LE(zlib.crc32(content), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(content.length, 18);
    common.writeUInt16LE(name.length, 22);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(at, 10);
    directory.push(Buffer.from("PK\x01\x02\x14\x00", "latin1"), common, place, Buffer.from(name));
    const file = [Buffer.from("PK\x03\x04", "latin1"), common, Buffer.from(name), packed];
    at += file.reduce((sum, part) => sum + part.length, 0);
    files.push(...file);
  }
  const end = Buffer.alloc(22);
  end.write("PK\x05\x06", "latin1");
  end.writeUInt16LE(Object.keys(parts).length, 8);
  end.writeUInt16LE(Object.keys(parts).length, 10);
  end.writeUInt32LE(Buffer.concat(directory).length, 12);
  end.writeUInt32LE(at, 16);
  return Buffer.concat([...files, ...directory, end]);
}
