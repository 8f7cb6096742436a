import type { Lost } from "../codec.ts";
import type { JsonObject, MediaPart } from "../form.ts";

/** The formats Bedrock knows, by their media types. */
const FORMATS: Readonly<Record<string, readonly [member: "image" | "document" | "video" | "audio", format: string]>> = {
  "image/png": ["image", "png"],
  "image/jpeg": ["image", "jpeg"],
  "image/jpg": ["image", "jpeg"],
  "image/gif": ["image", "gif"],
  "image/webp": ["image", "webp"],
  "application/pdf": ["document", "pdf"],
  "text/csv": ["document", "csv"],
  "text/html": ["document", "html"],
  "text/plain": ["document", "txt"],
  "text/markdown": ["document", "md"],
  "application/msword": ["document", "doc"],
  "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ["document", "docx"],
  "application/vnd.ms-excel": ["document", "xls"],
  "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ["document", "xlsx"],
  "video/mp4": ["video", "mp4"],
  "video/webm": ["video", "webm"],
  "video/quicktime": ["video", "mov"],
  "audio/mpeg": ["audio", "mp3"],
  "audio/mp3": ["audio", "mp3"],
  "audio/wav": ["audio", "wav"],
};

const S3 = /^s3:\/\/[a-z0-9.-]{3,63}\/.{1,1024}$/;

/** A picture, document, sound or video; addresses of the web are not fetched by Bedrock, nor by Lumos. */
export function writeMedia(part: MediaPart, lost: Lost): JsonObject[] {
  const { source } = part;
  if (source.by === "text") return document("txt", { bytes: Buffer.from(source.text).toString("base64") }, part);
  const mime = "mime" in source ? (source.mime ?? "") : "";
  const known = FORMATS[mime.toLowerCase().split(";", 1)[0] ?? ""];
  const bytes =
    source.by === "data"
      ? { bytes: source.base64 }
      : source.by === "url" && S3.test(source.url)
        ? { s3Location: { uri: source.url } }
        : undefined;
  if (!known || !bytes) {
    lost.add(source.by === "file" ? "content.file_id" : `content.${part.media}`);
    return [];
  }
  if (part.name !== undefined && known[0] !== "document") lost.add("content.name");
  if (part.detail !== undefined && part.detail !== "auto") lost.add("image_url.detail");
  const [member, format] = known;
  return member === "document" ? document(format, bytes, part) : [{ [member]: { format, source: bytes } }];
}

function document(format: string, source: JsonObject, { name = "" }: MediaPart): JsonObject[] {
  // Only these may stand in a name, and no two spaces in a row.
  const safe = name
    .replace(/\.[a-z0-9]{1,5}$/i, "")
    .replace(/[^A-Za-z0-9()[\] -]+/g, " ")
    .replace(/ +/g, " ")
    .trim()
    .slice(0, 200);
  return [{ document: { format, name: safe === "" ? "document" : safe, source } }];
}
