-- Known counts: how many rows of each entity V1 holds now that V2 looks; the direct sync answers them.

insert into twin_known_counts (entity, v1) values
    ('users', (select count(*) from mvpw1_41)),
    ('agents', (select count(*) from mvpw1_36)),
    ('transactions', (select count(*) from mvpw1_34)),
    ('participants', (select count(*) from mvpw1_39)),
    ('network', (select count(*) from mvpw1_48)),
    ('listings', (select count(*) from mvpw1_50));
