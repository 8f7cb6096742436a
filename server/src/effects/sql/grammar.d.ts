declare module "libpg-query/wasm/libpg-query.js" {
  /** One instance of PostgreSQL's parser, with memory of its own. */
  export interface Grammar {
    HEAPU8: Uint8Array;
    _malloc(bytes: number): number;
    _free(at: number): void;
    _wasm_parse_query_raw(text: number): number;
    _wasm_free_parse_result(result: number): void;
    lengthBytesUTF8(text: string): number;
    stringToUTF8(text: string, at: number, bytes: number): void;
    UTF8ToString(at: number): string;
    getValue(at: number, type: "i32"): number;
  }

  export default function instantiate(options: {
    instantiateWasm(imports: object, done: (instance: object, module: object) => void): object;
  }): Promise<Grammar>;
}

/** The little of it that is used here; the types of Node say nothing of it. */
declare const WebAssembly: {
  compile(bytes: Uint8Array): Promise<object>;
  Instance: new (module: object, imports: object) => object;
};
