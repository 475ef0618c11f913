"""Fields: every table of V1 with its id, and the fields of its documents with their types."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

# A table's line is its name and its id; a field without a type is a text. The types:
#   int, num, rate   a number, an empty one being 0 in V2: an integer, an amount of two decimals, one of four
#   int?, num?, float?   the same, an empty one being unknown in V2
#   fk   the id of a row of V1;  ms   epoch milliseconds;  date   YYYY-MM-DD;  bool   a truth
#   json   anything;  list   texts;  obj(a,b)   an object of texts
#   each   a list whose elements are rows of their own in V2
FIELDS = """
user 41
  id email first_name last_name cell_phone avatar active:bool agent_id:fk team_id:fk created_at:ms
  updated_at:ms last_login_at:ms display_name title bio license_number license_state
  license_expires_on:date home_phone birthday:date gender address:obj(street,city,state,zip,country)
  timezone locale website facebook_url instagram_url linkedin_url account_status rezen_user_id
  fub_user_id:int? skyslope_user_id title_company_id:int? is_demo:bool data_source referral_code
  referred_by_user_id:fk deleted_at:ms password api_key google_sub apple_sub facebook_sub magic_link_token
  magic_link_expires_at:ms password_reset_token password_reset_expires_at:ms two_factor_enabled:bool
  two_factor_secret failed_login_count:int locked_until:ms password_changed_at:ms fub_api_key
  rezen_api_key skyslope_access_key email_verified:bool stripe_customer_id subscription_type
  stripe_subscription_id subscription_status subscription_started_at:ms subscription_ends_at:ms
  trial_ends_at:ms subscription_price:num subscription_interval seats:int coupon_code last_invoice_at:ms
  last_invoice_amount:num cancel_at_period_end:bool payment_method_last4 privacy_mode:bool
  daily_dash_daily:bool daily_dash_weekly:bool email_notifications:bool sms_notifications:bool
  push_notifications:bool hide_income:bool hide_network:bool share_listings:bool lead_alerts:bool
  auto_sync_fub:bool auto_sync_rezen:bool auto_sync_skyslope:bool goal_year:int goal_gci:num
  goal_transactions:int goal_network_growth:int fiscal_year_start:int is_team_owner:bool is_leader:bool
  is_director:bool is_mentor:bool is_admin:bool is_support:bool is_investor:bool permissions:list
  role_label theme dashboard_layout:json default_page table_density saved_filters:json pinned_pages:list
  week_starts_on:int onboarding_step:int onboarding_status onboarding_started_at:ms
  onboarding_completed_at:ms legacy_theme beta_flags
agent 36
  id user_id:fk team_id:fk first_name last_name email phone status joined_at:ms terminated_at:ms
  termination_reason anniversary_on:date license_number license_state license_expires_on:date brokerage
  office office_state mls_ids:list nrds_id languages:list specialties:list photo_url bio website
  created_at:ms updated_at:ms birthday:date gender address:obj(street,city,state,zip,country)
  emergency_contact:obj(name,phone) years_experience:int previous_brokerage referral_source
  recruiter_id:int? mentor_agent_id:fk is_mentor:bool is_team_leader:bool is_elite:bool is_luxury:bool
  is_commercial:bool accepts_referrals:bool fub_user_id:int? skyslope_agent_id title_agent_code tags:list
  notes onboarding_completed:bool background_check_passed:bool w9_received:bool direct_deposit:bool
  tax_form_type business_name business_entity_type website_clicks:int rating:float? review_count:int
  last_active_at:ms timezone country fub_stage lead_capacity:int preferred_title_company
  default_split:rate commission_notes pre_cap_split:rate post_cap_split:rate lifetime_volume:num
  lifetime_gci:num lifetime_transactions:int ytd_volume:num ytd_gci:num ytd_transactions:int
  last_closing_on:date rank_in_office:int? rank_in_state:int? sponsor_agent_id:fk sponsor_tier:int
  downline_count:int frontline_count:int revenue_share_total:num revenue_share_ytd:num
  revenue_share_tier:int cap_amount:num cap_paid:num cap_remaining:num cap_percent:rate
  cap_anniversary_on:date cap_cycle_start_on:date cap_cycle_end_on:date cap_is_met:bool cap_met_at:ms
  cap_type cap_team_share:rate cap_transaction_fee:num cap_risk_fee:num cap_elite_fee_paid:num
  cap_waived:bool cap_waiver_reason cap_last_synced_at:ms commission_plans:each performance:each
  sponsor_tree:each rezen_agent_id rezen_status rezen_account_country rezen_joined_at:ms
  rezen_synced_at:ms rezen_office_id rezen_office_name rezen_cap_type rezen_team_id rezen_team_role
  rezen_sponsor_id rezen_sponsor_name rezen_split_type rezen_is_ica_signed:bool rezen_ica_signed_at:ms
  rezen_balance:num rezen_fees_owed:num rezen_payment_hold:bool rezen_profile_url rezen_raw:json
  rezen_error rezen_retry_count:int legacy_id legacy_split_text old_downline_cache search_blob
  temp_import_flag xano_internal_note old_cap_string
transaction 34
  id transaction_code transaction_owner_agent_id:fk user_id:fk team_id:fk listing_id:fk status stage
  transaction_type side property_type address:obj(street,city,state,zip,country) mls_number listed_on:date
  contract_on:date closing_date:date estimated_closing_on:date created_at:ms updated_at:ms cancelled_at:ms
  cancel_reason closed_at:ms year_built:int? square_feet:num? bedrooms:int? bathrooms:num? lot_acres:num?
  lead_source lead_id:int? referral_agent_id:int? referral_company buyer_name seller_name lender_name
  title_company escrow_company escrow_number inspection_on:date appraisal_on:date financing_on:date
  possession_on:date contingencies:list is_dual_agency:bool is_office_exclusive:bool
  is_new_construction:bool is_short_sale:bool is_foreclosure:bool is_cash:bool is_1031_exchange:bool
  is_relocation:bool has_home_warranty:bool compliance_status compliance_reviewed_at:ms
  compliance_reviewer_id:int? documents_count:int documents_complete:bool checklist_percent:rate notes
  rezen_transaction_id rezen_status rezen_synced_at:ms skyslope_file_id skyslope_status
  skyslope_synced_at:ms fub_deal_id:int? fub_person_id:int? title_order_number currency country
  days_on_market:int days_to_close:int office office_state custom_fields:json offer_count:int
  showing_count:int participants:each price:num list_price:num original_price:num gci:num
  commission_percent:rate commission_flat:num seller_commission_percent:rate buyer_commission_percent:rate
  agent_split_percent:rate agent_net:num brokerage_split:num cap_contribution:num transaction_fee:num
  risk_fee:num referral_fee:num referral_percent:rate team_split:num mentor_fee:num bonus:num
  deduction:num concessions:num earnest_money:num earnest_money_due_on:date deposit_received:bool
  escrow_fee:num title_fee:num home_warranty_amount:num revenue_share_paid:num paid_at:ms payment_status
  payment_reference tax_withheld:num invoice_number history:each tags:each legacy_id search_blob
  raw_import old_status ui_color temp_flag sync_hash
participant 39
  id transaction_id:fk agent_id:fk user_id:int? role first_name last_name email phone company side
  is_primary:bool is_internal:bool share_percent:rate gross_amount:num created_at:ms updated_at:ms
  external_id rezen_participant_id skyslope_contact_id payout_status notes address_state paid_amount:num
  paid_at:ms paid_method paid_reference tax_withheld:num legacy_id search_blob
network 48
  id agent_id:fk member_agent_id:fk sponsor_agent_id:fk parent_network_id:fk tier:int level:int line
  path:list status joined_at:ms left_at:ms is_frontline:bool rezen_network_id rezen_synced_at:ms
  created_at:ms updated_at:ms first_name last_name email phone city state country office photo_url
  is_active:bool is_producing:bool is_capped:bool is_qualified:bool direct_count:int downline_count:int
  active_downline_count:int new_last_30_days:int transactions_ytd:int volume_ytd:num gci_ytd:num
  revenue_share_ytd:num revenue_share_total:num revenue_share_potential:num revenue_share_percent:rate
  cap_percent:rate last_closing_on:date anniversary_on:date last_contact_at:ms next_follow_up_at:ms
  owner_user_id:fk pinned:bool hidden:bool nickname note color reminder_on:date labels:list legacy_path
  tree_cache search_blob
team 45
  id name owner_user_id:fk owner_agent_id:fk status state city office founded_on:date member_count:int
  split_percent:rate cap_amount:num brand_color logo_url website created_at:ms updated_at:ms is_demo:bool
  rezen_team_id notes legacy_code
team_members 46
  id team_id:fk user_id:fk agent_id:fk role joined_on:date left_on:date is_active:bool split_percent:rate
  created_at:ms
team_settings 47
  id team_id:fk allow_sharing:bool show_leaderboard:bool goal_gci:num goal_transactions:int lead_routing
  notify_owner:bool created_at:ms
team_director_assignments 49
  id team_id:fk director_user_id:fk state assigned_on:date is_active:bool
listing 50
  id agent_id:fk team_id:fk transaction_id:int? mls_number status stage property_type
  address:obj(street,city,state,zip,country) list_price:num original_price:num sold_price:num?
  bedrooms:int? bathrooms:num? square_feet:num? lot_acres:num? year_built:int? listed_on:date
  expires_on:date sold_on:date days_on_market:int photos_count:int views:int showings:int is_featured:bool
  description latitude:float? longitude:float? created_at:ms updated_at:ms skyslope_listing_id
  rezen_listing_id legacy_code
listing_history 51
  id listing_id:fk at:ms event old_price:num? new_price:num? old_stage new_stage actor_user_id:int?
listing_photos 52
  id listing_id:fk url caption position:int width:int? height:int? is_cover:bool created_at:ms
income 53
  id transaction_id:fk agent_id:fk user_id:int? kind amount:num paid_on:date year:int month:int status
  reference cap_applied:num note created_at:ms
contribution 54
  id agent_id:fk from_agent_id:fk transaction_id:int? amount:num kind tier:int at:ms
lead 55
  id agent_id:fk team_id:fk user_id:int? first_name last_name email phone stage_id:fk source status
  price_min:num? price_max:num? city state created_at:ms updated_at:ms last_contact_at:ms
  converted_transaction_id:int? converted_at:ms score:int tags:list is_hot:bool fub_person_id:int? notes
lead_stages 56
  id name position:int probability:rate is_closed:bool color
lead_activities 57
  id lead_id:fk at:ms kind user_id:int? note outcome
fub_people 58
  id fub_id:int? agent_id:fk name email stage source created_at:ms raw:json
fub_calls 59
  id fub_id:int? person_id:int? agent_id:fk at:ms duration_seconds:int is_incoming:bool outcome note
fub_events 60
  id fub_id:int? person_id:int? kind source at:ms raw:json
fub_appointments 61
  id fub_id:int? person_id:int? agent_id:fk starts_at:ms ends_at:ms title outcome
fub_text_messages 62
  id fub_id:int? person_id:int? agent_id:fk sent_at:ms is_incoming:bool body
fub_onboarding_jobs 63
  id user_id:fk status started:ms finished:ms attempts:int error created_at:ms
fub_sync_jobs 64
  id user_id:fk kind status started:ms finished:ms records:int error created_at:ms
skyslope_listings 65
  id skyslope_id listing_id:int? status raw:json synced_at:ms
skyslope_transactions 66
  id skyslope_id transaction_id:int? status raw:json synced_at:ms
rezen_transactions 67
  id rezen_id transaction_id:int? status raw:json synced_at:ms
rezen_listings 68
  id rezen_id listing_id:int? status raw:json synced_at:ms
audit_logs 69
  id at:ms actor:obj(id:int?,email) action entity entity_id:int? before:json after:json ip user_agent
  request_id severity source_line
customer_metadata 70
  id customer_id:int? key value type meta:json created_at:ms
transaction_logs 71
  id transaction_id:fk at:ms event payload:json user_id:int?
archived_users 72
  id email first_name last_name cell_phone team_id:fk agent_id:fk created_at:ms archived_at:ms password
  stripe_customer_id subscription_type privacy_mode:bool daily_dash_daily:bool is_team_owner:bool
  is_leader:bool is_director:bool is_mentor:bool archive_reason original_user_id
"""


@dataclass(frozen=True)
class Fields:
    """The fields of one table: its id, and the types by the field."""

    number: int
    kinds: Mapping[str, str]


def tables() -> dict[str, Fields]:
    """Return the fields of every table."""
    found: dict[str, Fields] = {}
    kinds: dict[str, str] = {}
    for line in FIELDS.strip().splitlines():
        words = line.split()
        if not line.startswith(" "):
            kinds = {}
            found[words[0]] = Fields(int(words[1]), kinds)
            continue
        for word in words:
            name, _, kind = word.partition(":")
            kinds[name] = kind or "text"
    return found
