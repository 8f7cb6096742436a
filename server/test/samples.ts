/* Requests that use all there is in their formats, for tests that look at every place of them. MODEL stands for a name. */

/** A picture, a sound or a file that nobody reads. */
export const BYTES = Buffer.alloc(600, 0xe7).toString("base64");
const SIGNATURE = Buffer.alloc(200, 0xe7).toString("base64");

export type Json = null | boolean | number | string | Json[] | { [name: string]: Json };
export interface Sample {
  path: string;
  body: { [name: string]: Json };
}

const schema = { type: "object", properties: { city: { type: "string", description: "A city." } }, required: ["city"] };
export const SAMPLES: Record<string, Sample> = {
  chat: {
    path: "/v1/chat/completions",
    body: {
      model: "MODEL",
      messages: [
        { role: "system", content: "Be brief.", name: "setup" },
        {
          role: "user",
          name: "ada",
          content: [
            { type: "text", text: "Hello", cache_control: { type: "ephemeral" } },
            { type: "image_url", image_url: { url: "https://pictures.example/a.png", detail: "low" } },
            { type: "image_url", image_url: { url: `data:image/png;base64,${BYTES}` } },
            { type: "input_audio", input_audio: { data: BYTES, format: "wav" } },
            { type: "file", file: { file_data: `data:application/pdf;base64,${BYTES}`, filename: "plan.pdf" } },
            { type: "file", file: { file_id: "file-1" } },
          ],
        },
        {
          role: "assistant",
          content: "Let me look.",
          refusal: "no",
          reasoning_content: "I think.",
          tool_calls: [
            { id: "call_1", type: "function", function: { name: "weather", arguments: '{"city":"Bern"}' } },
            { id: "call_2", type: "custom", custom: { name: "grep", input: "x" } },
          ],
        },
        { role: "tool", tool_call_id: "call_1", content: [{ type: "text", text: "18 degrees" }] },
        { role: "tool", tool_call_id: "call_2", content: "found" },
        { role: "assistant", content: null, function_call: { name: "weather", arguments: "{}" } },
        { role: "function", name: "weather", content: "18" },
        { role: "user", content: "And now?" },
      ],
      tools: [
        { type: "function", function: { name: "weather", description: "Weather.", parameters: schema, strict: true } },
        {
          type: "custom",
          custom: {
            name: "grep",
            description: "Finds.",
            format: { type: "grammar", grammar: { syntax: "regex", definition: "a+" } },
          },
        },
      ],
      functions: [{ name: "weather", description: "Weather.", parameters: schema }],
      tool_choice: { type: "function", function: { name: "weather" } },
      response_format: { type: "json_schema", json_schema: { name: "trip", description: "A trip.", schema } },
      prediction: { type: "content", content: "Hello there" },
      web_search_options: { user_location: { type: "approximate", approximate: { city: "Bern" } } },
      stop: ["END"],
      logit_bias: { "50256": -100 },
      metadata: { note: "a" },
      user: "u-1",
      safety_identifier: "s-1",
      prompt_cache_key: "c-1",
      max_tokens: 100,
      temperature: 0.5,
      reasoning_effort: "low",
      service_tier: "auto",
      stream_options: { include_usage: true },
      unknown: { deep: [{ er: "x" }] },
    },
  },
  responses: {
    path: "/v1/responses",
    body: {
      model: "MODEL",
      instructions: "Be brief.",
      input: [
        { role: "developer", content: "Be kind." },
        {
          type: "message",
          role: "user",
          content: [
            { type: "input_text", text: "Hello" },
            { type: "input_image", image_url: "https://pictures.example/a.png", detail: "low" },
            { type: "input_image", image_url: `data:image/png;base64,${BYTES}` },
            { type: "input_file", filename: "plan.pdf", file_data: `data:application/pdf;base64,${BYTES}` },
            { type: "input_file", file_url: "https://files.example/plan.pdf" },
            { type: "input_audio", input_audio: { data: BYTES, format: "wav" } },
          ],
        },
        {
          type: "reasoning",
          id: "rs_1",
          summary: [{ type: "summary_text", text: "I thought." }],
          content: [{ type: "reasoning_text", text: "Deep." }],
          encrypted_content: SIGNATURE,
        },
        {
          type: "message",
          id: "msg_1",
          status: "completed",
          role: "assistant",
          content: [
            {
              type: "output_text",
              text: "Let me look.",
              annotations: [
                { type: "url_citation", start_index: 0, end_index: 1, url: "https://a.example/", title: "A" },
              ],
              logprobs: [],
            },
            { type: "refusal", refusal: "no" },
          ],
        },
        { type: "function_call", id: "fc_1", call_id: "call_1", name: "weather", arguments: '{"city":"Bern"}' },
        { type: "function_call_output", call_id: "call_1", output: "18 degrees" },
        { type: "function_call", id: "fc_3", call_id: "call_3", name: "weather", arguments: "{}", namespace: "n" },
        { type: "function_call_output", call_id: "call_3", output: [{ type: "input_text", text: "18" }] },
        { type: "custom_tool_call", id: "ctc_1", call_id: "call_2", name: "grep", input: "x" },
        { type: "custom_tool_call_output", call_id: "call_2", output: "found" },
        { type: "web_search_call", id: "ws_1", status: "completed", action: { type: "search", query: "bern" } },
        { type: "file_search_call", id: "fs_1", status: "completed", queries: ["q"], results: [{ text: "r" }] },
        {
          type: "code_interpreter_call",
          id: "ci_1",
          status: "completed",
          code: "print(1)",
          container_id: "c",
          outputs: [{ type: "logs", logs: "1" }],
        },
        {
          type: "computer_call",
          id: "cu_1",
          call_id: "call_4",
          action: { type: "type", text: "hi" },
          status: "completed",
        },
        {
          type: "computer_call_output",
          call_id: "call_4",
          output: { type: "computer_screenshot", image_url: `data:image/png;base64,${BYTES}` },
          acknowledged_safety_checks: [{ id: "s", code: "c", message: "m" }],
        },
        { type: "image_generation_call", id: "ig_1", status: "completed", result: BYTES },
        {
          type: "local_shell_call",
          id: "ls_1",
          call_id: "call_5",
          action: { type: "exec", command: ["ls"], env: { A: "b" } },
        },
        { type: "local_shell_call_output", id: "ls_1", output: "a" },
        {
          type: "apply_patch_call",
          id: "ap_1",
          call_id: "call_6",
          operation: { type: "create_file", path: "p", diff: "d" },
        },
        { type: "apply_patch_call_output", call_id: "call_6", output: "ok" },
        { type: "mcp_list_tools", id: "ml_1", server_label: "l", tools: [{ name: "t", input_schema: schema }] },
        { type: "mcp_call", id: "mc_1", server_label: "l", name: "t", arguments: "{}", output: "o", error: "e" },
        { type: "mcp_approval_response", approval_request_id: "a", approve: true, reason: "r" },
        { type: "compaction", id: "cp_1", encrypted_content: SIGNATURE },
        { type: "brand_new_item", stuff: { inside: ["x"] } },
        { role: "user", content: "And now?" },
      ],
      tools: [
        { type: "function", name: "weather", description: "Weather.", parameters: schema, strict: false },
        {
          type: "custom",
          name: "grep",
          description: "Finds.",
          format: { type: "grammar", syntax: "regex", definition: "a+" },
        },
        { type: "web_search", filters: { allowed_domains: ["a.example"] }, user_location: { city: "Bern" } },
        {
          type: "mcp",
          server_label: "l",
          server_url: "https://mcp.example/",
          headers: { x: "y" },
          server_description: "d",
        },
      ],
      tool_choice: { type: "function", name: "weather" },
      text: { format: { type: "json_schema", name: "trip", schema }, verbosity: "low" },
      reasoning: { effort: "low", summary: "auto" },
      include: ["reasoning.encrypted_content"],
      metadata: { note: "a" },
      client_metadata: { note: "a" },
      user: "u-1",
      safety_identifier: "s-1",
      prompt_cache_key: "c-1",
      max_output_tokens: 100,
      store: false,
      truncation: "auto",
      unknown: { deep: [{ er: "x" }] },
    },
  },
  messages: {
    path: "/v1/messages",
    body: {
      model: "MODEL",
      max_tokens: 2000,
      system: [{ type: "text", text: "Be brief.", cache_control: { type: "ephemeral", ttl: "1h" } }],
      messages: [
        {
          role: "user",
          content: [
            { type: "text", text: "Hello" },
            { type: "image", source: { type: "base64", media_type: "image/png", data: BYTES } },
            { type: "image", source: { type: "url", url: "https://pictures.example/a.png" } },
            {
              type: "document",
              source: { type: "text", media_type: "text/plain", data: "Plain words." },
              title: "T",
              context: "C",
              citations: { enabled: true },
            },
            { type: "document", source: { type: "content", content: [{ type: "text", text: "In blocks." }] } },
            { type: "document", source: { type: "base64", media_type: "application/pdf", data: BYTES } },
            { type: "document", source: { type: "url", url: "https://files.example/plan.pdf" } },
            { type: "document", source: { type: "file", file_id: "file_1" } },
            {
              type: "search_result",
              source: "https://a.example/",
              title: "A",
              content: [{ type: "text", text: "Found." }],
            },
            { type: "container_upload", file_id: "file_2" },
          ],
        },
        {
          role: "assistant",
          content: [
            { type: "thinking", thinking: "I think.", signature: SIGNATURE },
            { type: "redacted_thinking", data: SIGNATURE },
            {
              type: "text",
              text: "Let me look.",
              citations: [
                {
                  type: "char_location",
                  cited_text: "Plain",
                  document_index: 0,
                  document_title: "T",
                  start_char_index: 0,
                  end_char_index: 5,
                },
                {
                  type: "web_search_result_location",
                  url: "https://a.example/",
                  title: "A",
                  encrypted_index: SIGNATURE,
                  cited_text: "c",
                },
              ],
            },
            { type: "server_tool_use", id: "srvtoolu_1", name: "web_search", input: { query: "bern" } },
            {
              type: "web_search_tool_result",
              tool_use_id: "srvtoolu_1",
              content: [
                {
                  type: "web_search_result",
                  url: "https://a.example/",
                  title: "A",
                  encrypted_content: SIGNATURE,
                  page_age: "1 day",
                },
              ],
            },
            { type: "server_tool_use", id: "srvtoolu_2", name: "code_execution", input: { code: "print(1)" } },
            {
              type: "code_execution_tool_result",
              tool_use_id: "srvtoolu_2",
              content: { type: "code_execution_result", stdout: "1", stderr: "e", return_code: 0, content: [] },
            },
            { type: "mcp_tool_use", id: "mcptoolu_1", name: "t", server_name: "s", input: { a: "b" } },
            {
              type: "mcp_tool_result",
              tool_use_id: "mcptoolu_1",
              is_error: false,
              content: [{ type: "text", text: "r" }],
            },
            { type: "tool_use", id: "toolu_1", name: "weather", input: { city: "Bern" } },
            { type: "tool_use", id: "toolu_2", name: "weather", input: { city: "Oslo" } },
          ],
        },
        {
          role: "user",
          content: [
            { type: "tool_result", tool_use_id: "toolu_1", content: "18 degrees" },
            {
              type: "tool_result",
              tool_use_id: "toolu_2",
              is_error: true,
              content: [
                { type: "text", text: "no such city" },
                { type: "image", source: { type: "base64", media_type: "image/png", data: BYTES } },
                { type: "search_result", source: "s", title: "t", content: [{ type: "text", text: "deep" }] },
              ],
            },
            { type: "brand_new_block", stuff: { inside: ["x"] } },
          ],
        },
      ],
      tools: [
        { name: "weather", description: "Weather.", input_schema: schema, cache_control: { type: "ephemeral" } },
        { type: "web_search_20250305", name: "web_search", allowed_domains: ["a.example"] },
      ],
      tool_choice: { type: "tool", name: "weather" },
      thinking: { type: "enabled", budget_tokens: 1024 },
      output_config: { format: { type: "json_schema", schema } },
      stop_sequences: ["END"],
      metadata: { user_id: "u-1" },
      mcp_servers: [{ type: "url", url: "https://mcp.example/", name: "s", authorization_token: "t" }],
      container: { id: "c", skills: [{ type: "custom", skill_id: "k" }] },
      context_management: { edits: [{ type: "clear_tool_uses_20250919", exclude_tools: ["t"] }] },
      unknown: { deep: [{ er: "x" }] },
    },
  },
  gemini: {
    path: "/v1beta/models/MODEL:generateContent",
    body: {
      systemInstruction: { role: "system", parts: [{ text: "Be brief." }] },
      contents: [
        {
          role: "user",
          parts: [
            { text: "Hello" },
            { inlineData: { mimeType: "image/png", data: BYTES, displayName: "a.png" } },
            { inlineData: { mimeType: "application/pdf", data: BYTES } },
            { fileData: { mimeType: "image/png", fileUri: "https://pictures.example/a.png" } },
            { inline_data: { mime_type: "image/png", data: BYTES }, video_metadata: { start_offset: "1s" } },
            { file_data: { mime_type: "image/png", file_uri: "https://pictures.example/b.png" } },
          ],
        },
        {
          role: "model",
          parts: [
            { text: "I think.", thought: true, thoughtSignature: SIGNATURE },
            { executableCode: { language: "PYTHON", code: "print(1)" } },
            { codeExecutionResult: { outcome: "OUTCOME_OK", output: "1" } },
            { functionCall: { id: "f1", name: "weather", args: { city: "Bern" } }, thought_signature: SIGNATURE },
            { function_call: { id: "f2", name: "weather", args: { city: "Oslo" } } },
          ],
        },
        {
          role: "user",
          parts: [
            {
              functionResponse: {
                id: "f1",
                name: "weather",
                response: { output: "18" },
                parts: [{ inlineData: { mimeType: "image/png", data: BYTES } }],
              },
            },
            { function_response: { id: "f2", name: "weather", response: { error: "none" } } },
            { brandNewPart: { inside: ["x"] } },
          ],
        },
      ],
      tools: [
        {
          functionDeclarations: [
            { name: "weather", description: "Weather.", parametersJsonSchema: schema, response: schema },
          ],
        },
        { googleSearch: { timeRangeFilter: { startTime: "2026" } } },
        { urlContext: {} },
      ],
      toolConfig: { functionCallingConfig: { mode: "ANY", allowedFunctionNames: ["weather"] } },
      generationConfig: {
        responseMimeType: "application/json",
        responseSchema: schema,
        stopSequences: ["END"],
        maxOutputTokens: 100,
        thinkingConfig: { thinkingBudget: 100 },
        speechConfig: { voiceConfig: { prebuiltVoiceConfig: { voiceName: "v" } } },
      },
      safetySettings: [{ category: "HARM_CATEGORY_HARASSMENT", threshold: "BLOCK_NONE" }],
      labels: { a: "b" },
      unknown: { deep: [{ er: "x" }] },
    },
  },
};
export const COUNTS: Record<string, Sample> = {
  "messages count": { path: "/v1/messages/count_tokens", body: SAMPLES["messages"]?.body ?? {} },
  "gemini count": {
    path: "/v1beta/models/MODEL:countTokens",
    body: { generateContentRequest: { model: "models/MODEL", ...SAMPLES["gemini"]?.body } },
  },
  embeddings: {
    path: "/v1/embeddings",
    body: { model: "MODEL", input: ["a", "b"], user: "u-1", encoding_format: "float", unknown: { deep: ["x"] } },
  },
};
