-- The functions that failed when V2 was found, and the status that each answered when it was run by its name.
-- The routes that users call do not look here. What works: the 22 tasks of the daily pipeline, the critical workers, the data
-- workers of the 20 tables that the sources name and one more, and what the harness itself leans on.

create table twin_function_state (name text primary key, status integer not null);

-- They did not answer in time.
insert into twin_function_state
select name, 502 from unnest(array[
    'System/AuditLogs', 'System/SettingsGoals', 'System/SettingsNotifications', 'System/SettingsRoles',
    'System/SettingsUpdate', 'Tasks/FubFullResync', 'Tasks/FubIncrementalSync', 'Tasks/FubSyncAppointments',
    'Tasks/FubSyncDeals', 'Tasks/FubSyncNotes', 'Tasks/FubSyncPipelines', 'Tasks/FubSyncSmartLists',
    'Tasks/FubSyncStages', 'Tasks/FubSyncTags', 'Tasks/FubSyncTasks', 'Tasks/FubSyncTextMessages',
    'Tasks/MaintenanceArchiveAuditLogs', 'Tasks/MaintenanceArchiveUsers', 'Tasks/MaintenanceRebuildSearch',
    'Tasks/NetworkRebuildHierarchy', 'Tasks/NetworkRebuildUpline', 'Tasks/NetworkSyncMembers',
    'Tasks/OnboardingLoadHistory', 'Tasks/RevenueAggregateMonthly', 'Tasks/RevenueAggregateYearly',
    'Tasks/RevenueImportIncome', 'Tasks/RezenFullResync', 'Tasks/RezenIncrementalSync',
    'Tasks/RezenSyncCaps', 'Tasks/RezenSyncCommissions', 'Tasks/RezenSyncDocuments',
    'Tasks/RezenSyncEquity', 'Tasks/RezenSyncParticipants', 'Tasks/RezenSyncPayments',
    'Tasks/RezenSyncSponsors', 'Tasks/SkyslopeFullResync', 'Tasks/SkyslopeSyncChecklists',
    'Tasks/SkyslopeSyncDocuments', 'Tasks/SkyslopeSyncListings', 'Tasks/SkyslopeSyncOffices',
    'Tasks/SkyslopeSyncTransactions', 'Tasks/TitleSyncClosings', 'Tasks/TitleSyncCompanies',
    'Tasks/TitleSyncOrders', 'Workers/AgentAnniversaries', 'Workers/AgentCommissionPlans',
    'Workers/AgentHierarchy', 'Workers/AgentPerformance', 'Workers/AgentRecruitsSummary',
    'Workers/CampaignContactsSummary', 'Workers/ClosingAppointmentsSummary',
    'Workers/ComplianceReviewsSummary', 'Workers/ComplianceRulesSummary', 'Workers/DocumentRequestsSummary',
    'Workers/EscrowDepositsSummary', 'Workers/FeeSchedulesSummary', 'Workers/HomeActivity',
    'Workers/HomeKpis', 'Workers/HomeUpcomingClosings', 'Workers/InsuranceClaimsSummary',
    'Workers/LeaderboardsSummary', 'Workers/ListingHistory', 'Workers/ListingPriceChanges',
    'Workers/ListingsByPropertyType', 'Workers/ListingsList', 'Workers/MentorshipsSummary',
    'Workers/MetricsDaysOnMarket', 'Workers/MetricsTrends', 'Workers/OfficeLicensesSummary',
    'Workers/ReferralAgreementsSummary', 'Workers/ReferralsSummary', 'Workers/RegionsSummary',
    'Workers/RevenueSharePeriodsSummary', 'Workers/SignatureEnvelopesSummary',
    'Workers/SignatureRecipientsSummary', 'Workers/SponsorBonusesSummary', 'Workers/StateBrokersSummary',
    'Workers/TeamGoals', 'Workers/TeamOverview', 'Workers/TitleOrdersSummary',
    'Workers/VendorInvoicesSummary'
]) as broken (name);

-- The worker broke.
insert into twin_function_state
select name, 500 from unnest(array[
    'Helpers/AmountToCents', 'Helpers/CapRemaining', 'Helpers/CollapseSpaces', 'Helpers/DateToEpoch',
    'Helpers/EmailDomain', 'Helpers/FormatPhone', 'Helpers/IsBlank', 'Helpers/JoinWords',
    'Helpers/MedianOf', 'Helpers/OmitEmpty', 'Helpers/PercentChange', 'Helpers/ShareEvenly',
    'Helpers/SplitTags', 'Helpers/Truncate', 'Helpers/YearToDate', 'System/CustomerMetadata',
    'System/SettingsPreferences', 'System/TransactionLogs', 'Tasks/FubRefreshToken',
    'Tasks/MaintenanceRefreshViews', 'Tasks/NetworkRefreshGrowth', 'Tasks/OnboardingAssignTeam',
    'Tasks/OnboardingConnectFub', 'Tasks/OnboardingConnectRezen', 'Tasks/OnboardingConnectSkyslope',
    'Tasks/OnboardingCreateAgent', 'Tasks/OnboardingFinish', 'Tasks/OnboardingStart',
    'Tasks/RevenueAllocateRevenueShare', 'Tasks/RevenueForecast', 'Tasks/RevenueRecalculateAgent',
    'Tasks/RevenueRecalculateTeam', 'Tasks/RezenRefreshToken', 'Tasks/RezenValidateCredentials',
    'Tasks/SkyslopeRefreshToken', 'Tasks/TitleRefreshStatus', 'Tasks/TitleSendOrders',
    'Workers/AgentDetail', 'Workers/AgentRecruitsList', 'Workers/AgentsDirectory',
    'Workers/CampaignContactsList', 'Workers/ClosingAppointmentsList', 'Workers/ComplianceReviewsList',
    'Workers/ComplianceRulesList', 'Workers/DocumentRequestsList', 'Workers/EscrowDepositsList',
    'Workers/FeeSchedulesList', 'Workers/HomeRecentTransactions', 'Workers/InsuranceClaimsList',
    'Workers/LeaderboardsList', 'Workers/ListingPhotos', 'Workers/ListingsByStage',
    'Workers/MentorshipsList', 'Workers/MetricsOverview', 'Workers/OfficeLicensesList',
    'Workers/ReferralAgreementsList', 'Workers/ReferralsList', 'Workers/RegionsList',
    'Workers/RevenueSharePeriodsList', 'Workers/SignatureEnvelopesList', 'Workers/SignatureRecipientsList',
    'Workers/SponsorBonusesList', 'Workers/StateBrokersList', 'Workers/TeamMembers',
    'Workers/TitleOrdersList'
]) as broken (name);

-- The worker refused its own example.
insert into twin_function_state
select name, 400 from unnest(array[
    'Helpers/AverageOf', 'Helpers/CapProgress', 'Helpers/CentsToAmount', 'Helpers/Chunk',
    'Helpers/ConversionRate', 'Helpers/CountBy', 'Helpers/DaysBetween', 'Helpers/DialPhone',
    'Helpers/EpochToIso', 'Helpers/FormatMoney', 'Helpers/GrossCommission', 'Helpers/Initials',
    'Helpers/IsEmail', 'Helpers/IsWeekend', 'Helpers/MaskEmail', 'Helpers/MaskPhone', 'Helpers/MonthOf',
    'Helpers/MonthRange', 'Helpers/PagingFigures', 'Helpers/ParseMoney', 'Helpers/QuarterOf',
    'Helpers/RemoveAccents', 'Helpers/SplitCommission', 'Helpers/SplitName', 'Helpers/TierOfLevel',
    'Helpers/TitleCase', 'Helpers/Unique', 'Helpers/UnwrapResult', 'System/ArchivedUsers',
    'System/SettingsIntegrations', 'System/SettingsSubscription', 'Tasks/FubDeduplicatePeople',
    'Tasks/FubLinkLeads', 'Tasks/FubMatchAgents', 'Tasks/FubProcessStaging',
    'Tasks/MaintenanceCheckReferences', 'Tasks/MaintenanceCleanSessions', 'Tasks/MaintenanceCleanStaging',
    'Tasks/MaintenanceRetryFailedJobs', 'Tasks/NetworkDetectCycles', 'Tasks/NetworkDetectOrphans',
    'Tasks/NetworkNotifyNewMembers', 'Tasks/NetworkUpdateContributions', 'Tasks/NetworkUpdateCounts',
    'Tasks/NetworkUpdatePreferences', 'Tasks/NetworkUpdateTiers', 'Tasks/RevenueReconcile',
    'Tasks/RevenueUpdateCaps', 'Tasks/RevenueUpdateFees', 'Tasks/RevenueUpdateSplits',
    'Tasks/RezenMatchAgents', 'Tasks/RezenProcessListings', 'Tasks/RezenProcessTransactions',
    'Tasks/RezenReconcileClosings', 'Tasks/SkyslopeMatchTransactions', 'Tasks/SkyslopeProcessListings',
    'Tasks/SkyslopeProcessTransactions', 'Tasks/TitleMatchTransactions', 'Tasks/TitleReconcileEscrow',
    'Tasks/TitleUpdateFees', 'Workers/AgentCap', 'Workers/AgentLeaderboard', 'Workers/AgentRecruitsDetail',
    'Workers/CampaignContactsDetail', 'Workers/ClosingAppointmentsDetail',
    'Workers/ComplianceReviewsDetail', 'Workers/ComplianceRulesDetail', 'Workers/DocumentRequestsDetail',
    'Workers/EscrowDepositsDetail', 'Workers/FeeSchedulesDetail', 'Workers/HomeGoals',
    'Workers/InsuranceClaimsDetail', 'Workers/LeaderboardsDetail', 'Workers/ListingDetail',
    'Workers/ListingsByAgent', 'Workers/MentorshipsDetail', 'Workers/MetricsConversion',
    'Workers/OfficeLicensesDetail', 'Workers/ReferralAgreementsDetail', 'Workers/ReferralsDetail',
    'Workers/RegionsDetail', 'Workers/RevenueSharePeriodsDetail', 'Workers/SignatureEnvelopesDetail',
    'Workers/SignatureRecipientsDetail', 'Workers/SponsorBonusesDetail', 'Workers/StateBrokersDetail',
    'Workers/TeamDirectors', 'Workers/TeamProduction', 'Workers/TitleOrdersDetail',
    'Workers/VendorInvoicesDetail'
]) as broken (name);
