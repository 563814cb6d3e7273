const checked = "a request that no lock could carry out is refused, as Seam's documents say";
const slow = "a code is gone, and a door moved, when the lock has said so, and not when it was asked";
const type = "the type that Seam's documents have for a code that is not there";

/** By step of side-by-side.ts: why this lab answers otherwise than @seamapi/fake-seam-connect. */
export const meant: Readonly<Record<string, string>> = {
  "GET /health {}": "nothing but that it is up",
  "GET /access_codes/list {}": "without a device the codes of all are listed",
  "POST /access_codes/list {}": "without a device the codes of all are listed",
  'GET /action_attempts/list {"action_attempt_ids":["none"]}': "a list of what there is may be empty",
  'GET /access_codes/get {"access_code_id":"none"}': type,
  'GET /access_codes/get {"access_code_id":"$code"}': type,
  'POST /access_codes/create {"device_id":"august_device_1","code":"12"}': checked,
  'POST /access_codes/create {"device_id":"august_device_1","code":"5567","starts_at":"...","ends_at":"..."}':
    checked,
  'GET /access_codes/get {"access_code_id":"$brief"}: access_code.status': slow,
  'GET /action_attempts/get {"action_attempt_id":"$locking"}: action_attempt.status': slow,
  'POST /access_codes/pull_backup_access_code {"access_code_id":"$backed"}':
    "a backup code can be pulled when it is on the lock, some minutes after its pool was asked for",
  'POST /client_sessions/create {"user_identifier_key":"other"}':
    "the fake has a session already with the token that it makes for this one",
};
