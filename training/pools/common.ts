import { lines } from "../families.ts";

/** Names and addresses that harmless texts and attacks share, so that none of them is a sign. */
export const COMMON = {
  first: lines(`
    Anna
    Marcus
    Priya
    Tomasz
    Elena
    Kwame
    Sofia
    Daniel
    Yuki
    Fatima
    Oliver
    Chloe
    Hassan
    Ingrid
    Mateo
    Grace
    Leo
    Nadia`),
  last: lines(`
    Keller
    Okafor
    Lindqvist
    Moreau
    Patel
    Novak
    Brennan
    Castillo
    Whitfield
    Tanaka
    Rossi
    Haddad
    Schreiber
    Dunn`),
  company: lines(`
    Northwind Freight
    Alder & Pine
    Lumina Health
    Castor Logistics
    Brightwater Bank
    Quill Software
    Meridian Tools
    Harbor Foods
    Vantage Realty
    Solstice Energy
    Cobalt Systems
    Fernhill Council`),
  box: lines(`
    billing
    accounts
    support
    office
    it-desk
    archive
    records
    audit
    j.miller
    s.ortega
    team
    intake
    backup
    claims
    ops`),
  domain: lines(`
    northwind-freight.com
    alderpine.co.uk
    lumina-health.org
    castor-log.net
    brightwater.io
    quillsoft.dev
    meridiantools.com
    mailbox-sync.net
    docs-relay.com
    harborfoods.eu
    vantage-realty.com
    cobalt-sys.io
    partner-portal.co
    records-office.info
    fernhill.gov.uk
    outlook-archive.com`),
  mail: ["{box}@{domain}"],
  path: lines(`
    collect
    status
    v2/items
    intake
    forms/44
    report
    files/latest
    img
    help/setup
    api/log`),
  url: ["https://{domain}/{path}", "https://www.{domain}/{path}", "http://{domain}/{path}"],
  day: lines(`
    Monday
    Tuesday
    Wednesday
    Thursday
    Friday
    12 March
    the 3rd of May
    next week
    2025-09-14
    24/10/2025`),
  amount: lines(`
    $240.00
    1,250 EUR
    £89.99
    $4,800
    312.50
    19,900 USD`),
  number: lines(`
    1042
    88731
    2207
    4459
    90210
    31
    617
    5503`),
  city: lines(`
    Lisbon
    Leeds
    Rotterdam
    Austin
    Kraków
    Nagoya
    Toronto
    Graz
    Nairobi
    Valencia`),
  tool: lines(`
    send_email
    delete_account
    transfer_funds
    create_invite
    update_record
    share_document
    run_query
    post_message
    add_collaborator
    grant_access
    create_webhook
    export_contacts
    reset_password
    schedule_meeting
    write_file
    place_order
    approve_request
    cancel_subscription`),
} as const;
