-- {"Case": "42 mm"} becomes [{"label": "Case", "text": "42 mm"}]: jsonb keeps the order of an array, not that of members. What
-- order the members were written in is lost already; they stay in the one they have been shown in, jsonb's own.
update product_classes p
set specifications = coalesce(
    (
        select jsonb_agg(jsonb_build_object('label', stated.key, 'text', stated.value) order by stated.place)
        from jsonb_each_text(p.specifications) with ordinality as stated (key, value, place)
    ),
    '[]'
)
where jsonb_typeof(p.specifications) = 'object';
