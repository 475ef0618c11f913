-- The functions that failed when V2 was found, and the status that each answered when it was run by its name.
-- The routes that users call do not look here.

create table twin_function_state (name text primary key, status integer not null);

-- They did not answer in time.
insert into twin_function_state
select name, 502 from unnest(array[
    'System/AuditLogs', 'System/SettingsGoals', 'System/SettingsNotifications', 'System/SettingsRoles',
    'System/SettingsUpdate', 'Workers/AgentAnniversaries', 'Workers/AgentCommissionPlans',
    'Workers/AgentHierarchy', 'Workers/AgentPerformance', 'Workers/HomeActivity', 'Workers/HomeKpis',
    'Workers/HomeUpcomingClosings', 'Workers/ListingHistory', 'Workers/ListingPriceChanges',
    'Workers/ListingsByPropertyType', 'Workers/ListingsList', 'Workers/MetricsDaysOnMarket',
    'Workers/MetricsTrends', 'Workers/TeamGoals', 'Workers/TeamOverview'
]) as broken (name);

-- The worker broke.
insert into twin_function_state
select name, 500 from unnest(array[
    'Helpers/AmountToCents', 'Helpers/CapRemaining', 'Helpers/CollapseSpaces', 'Helpers/DateToEpoch',
    'Helpers/EmailDomain', 'Helpers/FormatPhone', 'Helpers/IsBlank', 'Helpers/JoinWords', 'Helpers/MedianOf',
    'Helpers/OmitEmpty', 'Helpers/PercentChange', 'Helpers/ShareEvenly', 'Helpers/SplitTags',
    'Helpers/Truncate', 'Helpers/YearToDate', 'System/CustomerMetadata', 'System/SettingsPreferences',
    'System/TransactionLogs', 'Workers/AgentDetail', 'Workers/AgentsDirectory',
    'Workers/HomeRecentTransactions', 'Workers/ListingPhotos', 'Workers/ListingsByStage',
    'Workers/MetricsOverview', 'Workers/TeamMembers'
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
    'System/SettingsIntegrations', 'System/SettingsSubscription', 'Workers/AgentCap',
    'Workers/AgentLeaderboard', 'Workers/HomeGoals', 'Workers/ListingDetail', 'Workers/ListingsByAgent',
    'Workers/MetricsConversion', 'Workers/TeamDirectors', 'Workers/TeamProduction'
]) as broken (name);
